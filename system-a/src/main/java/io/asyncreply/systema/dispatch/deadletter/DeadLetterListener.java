package io.asyncreply.systema.dispatch.deadletter;

import java.util.LinkedHashMap;
import java.util.Map;

import io.asyncreply.messages.CorrelatedAttempt;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Request;
import io.asyncreply.messaging.consume.MessageRetry;
import io.asyncreply.messaging.consume.ParkingLot;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.messaging.message.DeadLetter;
import io.asyncreply.messaging.message.InboundMessage;
import io.asyncreply.messaging.message.InvalidMessageException;
import io.asyncreply.systema.dispatch.deadletter.DeadLetterPolicy.DeadLetterDecision;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;

/**
 * Reads dead letters and has the {@link DeadLetterPolicy} decide on each request. The
 * requests of a message batch are decided on one by one, but a batch that a worker
 * rejected is republished, because most of its requests are not suspects.
 */
final class DeadLetterListener {

	private final AmqpMessageCodec amqpMessageCodec;

	private final ParkingLot parkingLot;

	private final DeadLetterPolicy deadLetterPolicy;

	private final DeadLetterActions actions;

	private final DeadLetterReporter reporter;

	private final MessageRetry messageRetry;

	DeadLetterListener(AmqpMessageCodec amqpMessageCodec, ParkingLot parkingLot, DeadLetterPolicy deadLetterPolicy,
			DeadLetterActions actions, DeadLetterReporter reporter, MessageRetry messageRetry) {
		this.amqpMessageCodec = amqpMessageCodec;
		this.parkingLot = parkingLot;
		this.deadLetterPolicy = deadLetterPolicy;
		this.actions = actions;
		this.reporter = reporter;
		this.messageRetry = messageRetry;
	}

	void receive(InboundMessage message) {
		try {
			DeadLetter deadLetter = this.amqpMessageCodec.decodeDeadLetter(message);
			Map<InboundMessage, CorrelatedAttempt> toRepublish = new LinkedHashMap<>();
			this.parkingLot.unpackOrPark(message).forEach((single) -> handleOrCollect(deadLetter, single, toRepublish));
			if (!toRepublish.isEmpty()) {
				this.actions.republish(toRepublish, deadLetter.isFromSuspectQueue() ? Lane.SUSPECT : null);
			}
		}
		catch (InvalidMessageException ex) {
			this.parkingLot.park(message, ex.reason());
		}
		catch (LedgerUnavailableException ex) {
			this.messageRetry.retryLater(message, () -> receive(message));
		}
	}

	/** Collects requests to republish, so that those of one batch share a commit. */
	private void handleOrCollect(DeadLetter deadLetter, InboundMessage message,
			Map<InboundMessage, CorrelatedAttempt> toRepublish) {
		try {
			Request request = this.amqpMessageCodec.decodeRequest(message);
			DeadLetterDecision decision = message.isFromBatch()
					? this.deadLetterPolicy.decideBatched(deadLetter, request)
					: this.deadLetterPolicy.decide(deadLetter, request);
			this.reporter.report(deadLetter, request, decision);
			switch (decision) {
				case ACKNOWLEDGE -> message.acknowledge();
				case REPUBLISH -> toRepublish.put(message, new CorrelatedAttempt(request.id(), request.attempt()));
				case TRY_ALONE -> this.actions.tryAlone(message, request);
				case FAIL -> this.actions.fail(message, request);
			}
		}
		catch (InvalidMessageException ex) {
			this.parkingLot.park(message, ex.reason());
		}
	}

}
