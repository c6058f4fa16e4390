package io.asyncreply.benchmarks.peer;

import java.util.concurrent.CompletableFuture;

import io.asyncreply.benchmarks.peer.TemplateFront.TextBody;

import org.springframework.amqp.core.Queue;
import org.springframework.amqp.rabbit.AsyncRabbitTemplate;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.amqp.rabbit.listener.SimpleMessageListenerContainer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * HTTP server that sends texts with {@code AsyncRabbitTemplate} and blocks no thread.
 * Replies arrive in a durable queue of its own.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class AsyncTemplateFront {

	/**
	 * Starts the server on {@code PEER_PORT}.
	 * @param arguments Spring Boot settings
	 */
	public static void main(String[] arguments) {
		SpringApplication.run(AsyncTemplateFront.class, arguments);
	}

	@Bean
	Queue replies() {
		return TextWorker.durableQueue("benchmarks.peer.replies");
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

	/**
	 * Answers with the processed text. Spring registers it as a nested component.
	 */
	@RestController
	static final class AsyncTemplateController {

		private final AsyncRabbitTemplate template;

		AsyncTemplateController(AsyncRabbitTemplate template) {
			this.template = template;
		}

		@PostMapping("/process")
		CompletableFuture<TextBody> process(@RequestBody TextBody body) {
			return this.template.<String>convertSendAndReceive(TextWorker.QUEUE, body.text()).thenApply(TextBody::new);
		}

	}

}
