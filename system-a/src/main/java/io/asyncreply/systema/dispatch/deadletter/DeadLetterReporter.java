package io.asyncreply.systema.dispatch.deadletter;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.messaging.connection.ConsumerFailures;
import io.asyncreply.messaging.message.DeadLetter;
import io.asyncreply.messaging.message.DeadLetter.DeathCause;
import io.asyncreply.systema.dispatch.deadletter.DeadLetterPolicy.DeadLetterDecision;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts dead letters, and reports a queue that loses requests to a policy of the broker.
 *
 * @param meters counts dead letters by cause
 * @param consumerFailures becomes a finding of the broker doctor
 */
record DeadLetterReporter(MeterRegistry meters, ConsumerFailures consumerFailures) {

	/** The key of a policy that lets messages expire before their deadline. */
	private static final String MESSAGE_TTL = "message-ttl";

	/**
	 * Reports a decision.
	 * @param deadLetter why the broker removed the request, and from which queue
	 * @param request the request
	 * @param decision what follows
	 */
	void report(DeadLetter deadLetter, Request request, DeadLetterDecision decision) {
		boolean expiredEarly = deadLetter.cause() == DeathCause.EXPIRED && decision == DeadLetterDecision.REPUBLISH;
		String cause = expiredEarly ? MESSAGE_TTL : deadLetter.cause().label();
		this.meters.counter("asyncreply.dead.letters", "cause", cause).increment();
		boolean removedEarly = expiredEarly || deadLetter.cause() == DeathCause.MAX_LENGTH;
		if (removedEarly && isQueueOf(request, deadLetter.queue())) {
			this.consumerFailures.onEarlyRemoval(deadLetter.queue(),
					expiredEarly ? MESSAGE_TTL : "max-length or max-length-bytes");
		}
	}

	/** The name in a dead letter is untrusted. */
	private static boolean isQueueOf(Request request, String queue) {
		for (Lane lane : Lane.values()) {
			if (new RequestQueue(request.operation(), lane).name().equals(queue)) {
				return true;
			}
		}
		return false;
	}

}
