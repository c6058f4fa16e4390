package io.asyncreply.systema.dispatch.deadletter;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.message.DeadLetter;
import io.asyncreply.messaging.message.DeadLetter.DeathCause;

/**
 * Decides what follows when the broker gives a request back.
 */
final class DeadLetterPolicy {

	private final Clock clock;

	private final Function<String, Optional<Duration>> sinceHeartbeat;

	private final Function<RequestId, Optional<Instant>> sentAt;

	/**
	 * Creates the policy.
	 * @param clock clock of the deadlines
	 * @param sinceHeartbeat returns the time since the last heartbeat of a worker of a
	 * queue, empty if there was none
	 * @param sentAt returns when the current attempt of a request was sent, empty if the
	 * ledger does not know
	 */
	DeadLetterPolicy(Clock clock, Function<String, Optional<Duration>> sinceHeartbeat,
			Function<RequestId, Optional<Instant>> sentAt) {
		this.clock = clock;
		this.sinceHeartbeat = sinceHeartbeat;
		this.sentAt = sentAt;
	}

	/**
	 * Decides about one request.
	 * @param deadLetter why the broker removed the request, and from which queue
	 * @param request the request
	 */
	DeadLetterDecision decide(DeadLetter deadLetter, Request request) {
		return switch (deadLetter.cause()) {
			case EXPIRED -> isPastDeadline(request) ? DeadLetterDecision.ACKNOWLEDGE : DeadLetterDecision.REPUBLISH;
			case REJECTED ->
				deadLetter.isFromSuspectQueue() ? DeadLetterDecision.REPUBLISH : DeadLetterDecision.TRY_ALONE;
			case DELIVERY_LIMIT -> decideReturned(deadLetter, request);
			case MAX_LENGTH, OTHER -> DeadLetterDecision.REPUBLISH;
		};
	}

	/**
	 * Decides about one request of a message batch. A worker rejects each redelivered
	 * batch, so its requests are not suspects.
	 * @param deadLetter why the broker removed the batch, and from which queue
	 * @param request the request
	 */
	DeadLetterDecision decideBatched(DeadLetter deadLetter, Request request) {
		return (deadLetter.cause() == DeathCause.EXPIRED && isPastDeadline(request)) ? DeadLetterDecision.ACKNOWLEDGE
				: DeadLetterDecision.REPUBLISH;
	}

	/** Anybody can get a message and requeue it. It counts only if a worker may have. */
	private DeadLetterDecision decideReturned(DeadLetter deadLetter, Request request) {
		if (!hadWorker(deadLetter.queue(), request)) {
			return DeadLetterDecision.REPUBLISH;
		}
		return deadLetter.isFromSuspectQueue() ? DeadLetterDecision.FAIL : DeadLetterDecision.TRY_ALONE;
	}

	private boolean hadWorker(String queue, Request request) {
		Instant since = this.sentAt.apply(request.id()).orElseGet(request.id()::createdAt);
		return this.sinceHeartbeat.apply(queue)
			.map((elapsed) -> !this.clock.instant().minus(elapsed).isBefore(since))
			.orElse(false);
	}

	private boolean isPastDeadline(Request request) {
		return !this.clock.instant().isBefore(request.deadline());
	}

	/** What follows when the broker gives a request back. */
	enum DeadLetterDecision {

		/** Nothing: the ledger expires the request by itself. */
		ACKNOWLEDGE,

		/** The ledger publishes the attempt again. */
		REPUBLISH,

		/** The request moves to the suspect queue. */
		TRY_ALONE,

		/** The request fails, because it crashed workers that processed it alone. */
		FAIL

	}

}
