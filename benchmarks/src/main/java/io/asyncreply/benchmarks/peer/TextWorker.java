package io.asyncreply.benchmarks.peer;

import org.springframework.amqp.core.Queue;
import org.springframework.amqp.core.QueueBuilder;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;

/**
 * Worker of both template peers: replies to each text with a {@code @RabbitListener}.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class TextWorker {

	static final String QUEUE = "benchmarks.peer";

	private static final int EXPIRY_MILLIS = 60_000;

	/**
	 * Starts the worker.
	 * @param arguments Spring Boot settings
	 */
	public static void main(String[] arguments) {
		new SpringApplicationBuilder(TextWorker.class).web(WebApplicationType.NONE).run(arguments);
	}

	/**
	 * Describes a durable queue, which the broker deletes after a minute without a
	 * consumer.
	 */
	static Queue durableQueue(String name) {
		return QueueBuilder.durable(name).expires(EXPIRY_MILLIS).build();
	}

	@Bean
	Queue queue() {
		return durableQueue(QUEUE);
	}

	@RabbitListener(queues = QUEUE)
	String process(String text) {
		return "Processed: " + text;
	}

}
