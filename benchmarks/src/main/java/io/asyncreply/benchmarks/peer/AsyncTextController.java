package io.asyncreply.benchmarks.peer;

import java.util.concurrent.CompletableFuture;

import org.springframework.amqp.rabbit.AsyncRabbitTemplate;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * Sends the text to the worker and answers when the answer is there.
 */
@RestController
final class AsyncTextController {

	private final AsyncRabbitTemplate template;

	AsyncTextController(AsyncRabbitTemplate template) {
		this.template = template;
	}

	@PostMapping("/process")
	CompletableFuture<Text> process(@RequestBody Text question) {
		return this.template.<String>convertSendAndReceive(WorkerApplication.QUEUE, question.text())
			.thenApply(Text::new);
	}

}
