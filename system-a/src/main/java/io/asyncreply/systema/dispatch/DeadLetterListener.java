package io.asyncreply.systema.dispatch;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.Request;
import io.asyncreply.messaging.consume.MessageRetry;
import io.asyncreply.messaging.consume.ParkingLot;
import io.asyncreply.messaging.message.AmqpMessageCodec;
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
 * Decides on dead letters.
 * <ul>
 * <li>Expired: only acked, because the ledger expires the request by itself.</li>
 * <li>A message batch: its requests are republished singly.</li>
 * <li>Redelivered too often: the request moves to the suspect queue. A crash or a restart
 * of a worker affects all its requests, so this request may not be the cause.</li>
 * <li>Redelivered too often from the suspect queue, where it was alone: the request
 * fails.</li>
 * </ul>
 */
final class DeadLetterListener {

	private static final Logger logger = LoggerFactory.getLogger(DeadLetterListener.class);

	private static final String EXPIRED = "expired";

	private static final String DELIVERY_LIMIT = "delivery_limit";

	private static final Problem WORKER_CRASHED = Problem.of("worker-crashed", "Worker crashed",
			"Each worker that processed this request alone crashed or lost its connection before it replied.");

	private final AmqpMessageCodec amqpMessageCodec;

	private final ParkingLot parkingLot;

	private final MessageRetry messageRetry;

	private final ConfirmingPublisher publisher;

	private final ReplyRecorder replyRecorder;

	private final Outbox outbox;

	DeadLetterListener(AmqpMessageCodec amqpMessageCodec, ParkingLot parkingLot, MessageRetry messageRetry,
			ConfirmingPublisher publisher,
			ReplyRecorder replyRecorder, Outbox outbox) {
		this.amqpMessageCodec = amqpMessageCodec;
		this.parkingLot = parkingLot;
		this.messageRetry = messageRetry;
		this.publisher = publisher;
		this.replyRecorder = replyRecorder;
		this.outbox = outbox;
	}

	void receive(InboundMessage message) {
		try {
			AmqpMessageCodec.DeadLetter deadLetter = this.amqpMessageCodec.decodeDeadLetter(message);
			if (deadLetter.reason().equals(EXPIRED)) {
				message.acknowledge();
			}
			else if (message.isBatch()) {
				splitBatch(message);
			}
			else {
				routeReturned(message, deadLetter);
			}
		}
		catch (InvalidMessageException ex) {
			this.parkingLot.park(message, ex.reason());
		}
	}

	/** A worker rejects a redelivered batch, so its requests are not suspects. */
	private void splitBatch(InboundMessage batch) {
		Map<InboundMessage, Request> requests = new LinkedHashMap<>();
		for (InboundMessage message : this.parkingLot.unpackOrPark(batch)) {
			try {
				requests.put(message, this.amqpMessageCodec.decodeRequest(message));
			}
			catch (InvalidMessageException ex) {
				this.parkingLot.park(message, ex.reason());
			}
		}
		republishSingly(requests);
	}

	private void republishSingly(Map<InboundMessage, Request> requests) {
		this.outbox.republishDeadLettered(List.copyOf(requests.values())).whenComplete((count, failure) -> {
			if (failure == null) {
				logger.info("A worker rejected a message batch; its {} requests are republished singly", count);
				requests.keySet().forEach(InboundMessage::acknowledge);
			}
			else {
				requests.keySet()
					.stream()
					.findFirst()
					.ifPresent((message) -> this.messageRetry.retryLater(message, () -> republishSingly(requests)));
			}
		});
	}

	private void routeReturned(InboundMessage message, AmqpMessageCodec.DeadLetter deadLetter)
			throws InvalidMessageException {
		Request request = this.amqpMessageCodec.decodeRequest(message);
		if (!deadLetter.reason().equals(DELIVERY_LIMIT)) {
			this.parkingLot.park(message, InvalidMessageException.InvalidMessageReason.TYPE);
		}
		else if (deadLetter.queue().equals(AmqpNames.requestQueue(request.operation(), Lane.SUSPECT))) {
			failRequest(message, request);
		}
		else {
			publishToSuspectQueue(message, request);
		}
	}

	private void publishToSuspectQueue(InboundMessage message, Request request) {
		logger.warn("Request {} was redelivered too often; it moves to the suspect queue", request.id());
		this.publisher
			.publish(this.amqpMessageCodec.encode(request, Lane.SUSPECT).withTraceParent(message.traceParent()))
			.thenAccept((outcome) -> {
				if (outcome == PublishOutcome.CONFIRMED) {
					this.outbox.markSent(request.id(), request.attempt(), Lane.SUSPECT);
					message.acknowledge();
				}
				else {
					this.messageRetry.retryLater(message, () -> publishToSuspectQueue(message, request));
				}
			});
	}

	/** Changes nothing if the request has a later attempt. */
	private void failRequest(InboundMessage message, Request request) {
		Reply reply = new Reply.Failed(WORKER_CRASHED, false, Reply.Timings.NONE);
		this.replyRecorder.record(new CorrelatedReply(request.id(), request.attempt(), reply))
			.whenComplete((transitionResult, failure) -> {
				if (failure != null) {
					this.messageRetry.retryLater(message, () -> failRequest(message, request));
					return;
				}
				message.acknowledge();
				if (transitionResult instanceof TransitionResult.Changed) {
					logger.error("Request {} has failed: each worker that processed it crashed", request.id());
				}
			});
	}

}
