package io.asyncreply.benchmarks.peer;

import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * HTTP server that sends texts with {@code RabbitTemplate} and blocks a thread until the
 * reply arrives.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class TemplateFront {

	/**
	 * Starts the server on {@code PEER_PORT}.
	 * @param arguments Spring Boot settings
	 */
	public static void main(String[] arguments) {
		SpringApplication.run(TemplateFront.class, arguments);
	}

	/**
	 * Body of a request and of its answer.
	 *
	 * @param text any text
	 */
	record TextBody(String text) {

	}

	/**
	 * Answers with the processed text. Spring registers it as a nested component.
	 */
	@RestController
	static final class TemplateController {

		private final RabbitTemplate template;

		TemplateController(RabbitTemplate template) {
			this.template = template;
		}

		@PostMapping("/process")
		TextBody process(@RequestBody TextBody body) {
			Object reply = this.template.convertSendAndReceive(TextWorker.QUEUE, body.text());
			if (reply == null) {
				throw new ResponseStatusException(HttpStatus.GATEWAY_TIMEOUT);
			}
			return new TextBody((String) reply);
		}

	}

}
