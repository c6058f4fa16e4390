package io.asyncreply.benchmarks.peer;

import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * The peer's side of System A.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class FrontApplication {

	/**
	 * Starts the front.
	 * @param arguments settings, as Spring Boot takes them
	 */
	public static void main(String[] arguments) {
		SpringApplication.run(FrontApplication.class, arguments);
	}

	@Bean
	TextController textController(RabbitTemplate template) {
		return new TextController(template);
	}

}
