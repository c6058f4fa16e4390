package io.asyncreply.benchmarks.peer;

import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.AsyncRabbitTemplate;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/**
 * The peer's side of System A where nobody's thread is held: replies come to a durable
 * queue of its own.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class AsyncFrontApplication {

	/**
	 * Starts the front.
	 * @param arguments settings, as Spring Boot takes them
	 */
	public static void main(String[] arguments) {
		SpringApplication.run(AsyncFrontApplication.class, arguments);
	}

	@Bean
	Queue replies() {
		return WorkerApplication.durable("benchmarks.peer.replies");
	}

	@Bean
	SimpleMessageListenerContainer replyContainer(ConnectionFactory connectionFactory, Queue replies) {
		SimpleMessageListenerContainer container = new SimpleMessageListenerContainer(connectionFactory);
		container.setQueues(replies);
		return container;
	}

	@Bean
	AsyncRabbitTemplate asyncRabbitTemplate(RabbitTemplate template, SimpleMessageListenerContainer replyContainer) {
		return new AsyncRabbitTemplate(template, replyContainer);
	}

	@Bean
	AsyncTextController asyncTextController(AsyncRabbitTemplate template) {
		return new AsyncTextController(template);
	}

}
