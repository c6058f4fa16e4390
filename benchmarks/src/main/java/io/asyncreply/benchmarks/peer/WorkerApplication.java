package io.asyncreply.benchmarks.peer;

import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;

/**
 * The peer's side of System B.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class WorkerApplication {

	static final String QUEUE = "benchmarks.peer";

	/** A broker that outlives the benchmark forgets the queue by itself. */
	private static final int EXPIRY_MILLIS = 60_000;

	/**
	 * Starts the worker.
	 * @param arguments settings, as Spring Boot takes them
	 */
	public static void main(String[] arguments) {
		new SpringApplicationBuilder(WorkerApplication.class).web(WebApplicationType.NONE).run(arguments);
	}

	@Bean
	Queue queue() {
		return durable(QUEUE);
	}

	@Bean
	TextListener textListener() {
		return new TextListener();
	}

	static Queue durable(String name) {
		return QueueBuilder.durable(name).expires(EXPIRY_MILLIS).build();
	}

}
