package io.asyncreply.messaging.tracing;

import io.asyncreply.messages.RequestId;

/**
 * The message that a step is about.
 *
 * @param exchange where it was published
 * @param queue its routing key, which is also the name of the queue
 * @param requestId the request, or the one that is answered
 * @param attempt which attempt of it
 */
public record TracedMessage(String exchange, String queue, RequestId requestId, int attempt) {

	String destination() {
		return this.exchange + ":" + this.queue;
	}

}
