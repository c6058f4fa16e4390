package io.asyncreply.systema.dispatch.deadletter;

import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Request;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.messaging.publish.ConfirmingPublisher;
import io.asyncreply.messaging.publish.PublishOutcome;
import io.asyncreply.messaging.tracing.TraceParent;
import io.asyncreply.systema.ledger.Outbox;
import org.jspecify.annotations.Nullable;

/**
 * Publishes requests to the suspect queue of their operation.
 *
 * @param publisher publishes the messages
 * @param amqpMessageCodec encodes them
 * @param outbox marks them as sent
 */
record SuspectPublisher(ConfirmingPublisher publisher, AmqpMessageCodec amqpMessageCodec, Outbox outbox) {

	/**
	 * Publishes a request and marks it as sent after the confirm.
	 * @param request the request
	 * @param traceParent trace context of the request, null if it has none
	 * @return completed with the outcome, never exceptionally
	 */
	CompletableFuture<PublishOutcome> publish(Request request, @Nullable TraceParent traceParent) {
		return this.publisher.publish(this.amqpMessageCodec.encode(request, Lane.SUSPECT).withTraceParent(traceParent))
			.thenApply((outcome) -> {
				if (outcome == PublishOutcome.CONFIRMED) {
					this.outbox.markSent(request.id(), request.attempt(), Lane.SUSPECT);
				}
				return outcome;
			});
	}

}
