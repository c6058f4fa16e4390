package io.asyncreply.benchmarks.peer;

import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * Sends the text to the worker and holds its thread until the answer is there.
 */
@RestController
final class TextController {

	private final RabbitTemplate template;

	TextController(RabbitTemplate template) {
		this.template = template;
	}

	@PostMapping("/process")
	Text process(@RequestBody Text question) {
		Object answer = this.template.convertSendAndReceive(WorkerApplication.QUEUE, question.text());
		if (answer == null) {
			throw new ResponseStatusException(HttpStatus.GATEWAY_TIMEOUT);
		}
		return new Text((String) answer);
	}

}
