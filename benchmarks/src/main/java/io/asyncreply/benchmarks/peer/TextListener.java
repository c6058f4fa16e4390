package io.asyncreply.benchmarks.peer;

import org.springframework.amqp.rabbit.annotation.RabbitListener;

/**
 * Processes a text as {@code text.process} does.
 */
final class TextListener {

	@RabbitListener(queues = WorkerApplication.QUEUE)
	String process(String text) {
		return "Processed: " + text;
	}

}
