package io.asyncreply.messaging.tracing;

import io.asyncreply.messages.RequestId;

/**
 * Message of a span.
 *
 * @param exchange exchange of the message
 * @param queue routing key, which is the name of the queue
 * @param requestId id of the request
 * @param attempt number of the attempt
 */
public record TracedMessage(String exchange, String queue, RequestId requestId, int attempt) {

	String destination() {
		return this.exchange + ":" + this.queue;
	}

}
