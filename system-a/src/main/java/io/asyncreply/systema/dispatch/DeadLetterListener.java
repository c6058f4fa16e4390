package io.asyncreply.systema.dispatch;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.asyncreply.messages.Channels;
import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Durations;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.amqp.ConfirmedPublisher;
import io.asyncreply.messages.amqp.DeadLetter;
import io.asyncreply.messages.amqp.IncomingMessage;
import io.asyncreply.messages.amqp.Parking;
import io.asyncreply.messages.amqp.PublishOutcome;
import io.asyncreply.messages.amqp.UnreadableMessageException;
import io.asyncreply.messages.amqp.WireFormat;
import io.asyncreply.systema.ledger.Outbox;
import io.asyncreply.systema.ledger.Settlements;
import io.asyncreply.systema.ledger.Transition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns each dead letter into a decision. One that expired needs none: the ledger's own
 * clock ends it. One that was returned too often is a suspicion, because a crash takes
 * its neighbours along, and so do restarts: it goes to the suspect queue, where it is
 * alone. Only the limit there ends the request.
 */
final class DeadLetterListener {

	private static final Logger logger = LoggerFactory.getLogger(DeadLetterListener.class);

	private static final String EXPIRED = "expired";

	private static final String DELIVERY_LIMIT = "delivery_limit";

	private static final Problem WORKER_CRASHED = Problem.of("worker-crashed", "Worker crashed",
			"Each worker that took the request alone was lost before it replied.");

	private static final long AGAIN_SECONDS = 1;

	private final WireFormat wireFormat;

	private final Parking parking;

	private final ConfirmedPublisher publisher;

	private final Settlements settlements;

	private final Outbox outbox;

	DeadLetterListener(WireFormat wireFormat, Parking parking, ConfirmedPublisher publisher, Settlements settlements,
			Outbox outbox) {
		this.wireFormat = wireFormat;
		this.parking = parking;
		this.publisher = publisher;
		this.settlements = settlements;
		this.outbox = outbox;
	}

	void receive(IncomingMessage message) {
		try {
			DeadLetter death = this.wireFormat.readDeadLetter(message);
			if (death.reason().equals(EXPIRED)) {
				message.acknowledge();
				return;
			}
			Request request = this.wireFormat.readRequest(message);
			if (!death.reason().equals(DELIVERY_LIMIT)) {
				this.parking.park(message, UnreadableMessageException.Reason.TYPE);
			}
			else if (death.queue().equals(Channels.requests(request.operation(), Lane.SUSPECT))) {
				end(message, request);
			}
			else {
				suspect(message, request);
			}
		}
		catch (UnreadableMessageException ex) {
			this.parking.park(message, ex.reason());
		}
	}

	private void suspect(IncomingMessage message, Request request) {
		logger.warn("Request {} was returned too often by workers and is tried alone", request.id());
		CompletableFuture<?> unused = this.publisher
			.publish(this.wireFormat.write(request, Lane.SUSPECT).traced(message.trace()))
			.thenAccept((outcome) -> {
				if (outcome == PublishOutcome.CONFIRMED) {
					this.outbox.sent(request.id(), request.attempt(), Lane.SUSPECT);
					message.acknowledge();
				}
				else {
					again(message, () -> suspect(message, request));
				}
			});
	}

	/** A failure counts only for the current attempt, and so does this one. */
	private void end(IncomingMessage message, Request request) {
		Reply crash = new Reply.Failed(WORKER_CRASHED, false, Durations.NONE);
		CompletableFuture<?> unused = this.settlements
			.record(new CorrelatedReply(request.id(), request.attempt(), crash))
			.whenComplete((transition, failure) -> {
				if (failure != null) {
					again(message, () -> end(message, request));
					return;
				}
				message.acknowledge();
				if (transition instanceof Transition.Changed) {
					logger.error("Request {} killed each worker that took it and has failed", request.id());
				}
			});
	}

	private static void again(IncomingMessage message, Runnable decision) {
		if (message.isAcknowledgeable()) {
			Executor later = CompletableFuture.delayedExecutor(AGAIN_SECONDS, TimeUnit.SECONDS);
			later.execute(decision);
		}
	}

}
