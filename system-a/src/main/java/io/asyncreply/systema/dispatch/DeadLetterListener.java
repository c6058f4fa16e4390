package io.asyncreply.systema.dispatch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.ReplyTimings;
import io.asyncreply.messages.Request;
import io.asyncreply.messaging.consume.ParkingLot;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.messaging.message.DeadLetter;
import io.asyncreply.messaging.message.InboundMessage;
import io.asyncreply.messaging.message.InvalidMessageException;
import io.asyncreply.messaging.publish.ConfirmingPublisher;
import io.asyncreply.messaging.publish.PublishOutcome;
import io.asyncreply.systema.ledger.Outbox;
import io.asyncreply.systema.ledger.ReplyRecorder;
import io.asyncreply.systema.ledger.model.TransitionResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns each dead letter into a decision. One that expired needs none: the ledger's own
 * clock ends it. One that was returned too often is a suspicion, because a crash takes
 * its neighbours along, and so do restarts: it goes to the suspect queue, where it is
 * alone. Only the limit there ends the request. A frame is taken apart.
 */
final class DeadLetterListener {

	private static final Logger logger = LoggerFactory.getLogger(DeadLetterListener.class);

	private static final String EXPIRED = "expired";

	private static final String DELIVERY_LIMIT = "delivery_limit";

	private static final Problem WORKER_CRASHED = Problem.of("worker-crashed", "Worker crashed",
			"Each worker that took the request alone was lost before it replied.");

	private static final long AGAIN_SECONDS = 1;

	private final AmqpMessageCodec wireFormat;

	private final ParkingLot parking;

	private final ConfirmingPublisher publisher;

	private final ReplyRecorder settlements;

	private final Outbox outbox;

	DeadLetterListener(AmqpMessageCodec wireFormat, ParkingLot parking, ConfirmingPublisher publisher,
			ReplyRecorder settlements, Outbox outbox) {
		this.wireFormat = wireFormat;
		this.parking = parking;
		this.publisher = publisher;
		this.settlements = settlements;
		this.outbox = outbox;
	}

	void receive(InboundMessage message) {
		try {
			DeadLetter death = this.wireFormat.readDeadLetter(message);
			if (death.reason().equals(EXPIRED)) {
				message.acknowledge();
			}
			else if (message.isFrame()) {
				takeApart(message);
			}
			else {
				decide(message, death);
			}
		}
		catch (InvalidMessageException ex) {
			this.parking.park(message, ex.reason());
		}
	}

	/** What was in a frame that a worker got twice is no suspect for that. */
	private void takeApart(InboundMessage frame) {
		Map<InboundMessage, Request> requests = new LinkedHashMap<>();
		this.parking.read(frame, (message) -> requests.put(message, this.wireFormat.readRequest(message)));
		sendSingly(requests);
	}

	private void sendSingly(Map<InboundMessage, Request> requests) {
		CompletableFuture<?> unused = this.outbox.resend(List.copyOf(requests.values()))
			.whenComplete((count, failure) -> {
				if (failure == null) {
					logger.info("A worker gave a frame back, and {} requests in it are sent on singly", count);
					requests.keySet().forEach(InboundMessage::acknowledge);
				}
				else {
					requests.keySet()
						.stream()
						.findFirst()
						.ifPresent((message) -> again(message, () -> sendSingly(requests)));
				}
			});
	}

	private void decide(InboundMessage message, DeadLetter death) throws InvalidMessageException {
		Request request = this.wireFormat.readRequest(message);
		if (!death.reason().equals(DELIVERY_LIMIT)) {
			this.parking.park(message, InvalidMessageException.InvalidMessageReason.TYPE);
		}
		else if (death.queue().equals(AmqpNames.requests(request.operation(), Lane.SUSPECT))) {
			end(message, request);
		}
		else {
			suspect(message, request);
		}
	}

	private void suspect(InboundMessage message, Request request) {
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
	private void end(InboundMessage message, Request request) {
		Reply crash = new Reply.Failed(WORKER_CRASHED, false, ReplyTimings.NONE);
		CompletableFuture<?> unused = this.settlements
			.record(new CorrelatedReply(request.id(), request.attempt(), crash))
			.whenComplete((transition, failure) -> {
				if (failure != null) {
					again(message, () -> end(message, request));
					return;
				}
				message.acknowledge();
				if (transition instanceof TransitionResult.Changed) {
					logger.error("Request {} killed each worker that took it and has failed", request.id());
				}
			});
	}

	private static void again(InboundMessage message, Runnable decision) {
		if (message.isAcknowledgeable()) {
			Executor later = CompletableFuture.delayedExecutor(AGAIN_SECONDS, TimeUnit.SECONDS);
			later.execute(decision);
		}
	}

}
