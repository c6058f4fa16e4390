package io.asyncreply.systemb.worker.execution;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.asyncreply.messages.ControlMessage.CancelledAttempt;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systemb.worker.task.RequestTask;

/**
 * Tells whether anybody still waits for a request: not past its deadline, and not after
 * it was recalled.
 */
public final class CancellationRegistry {

	/** Most recalled requests that are remembered; beyond it the oldest is forgotten. */
	static final int MAX_CANCELLED = 100_000;

	/** How much the clocks of the two systems may differ. */
	private static final Duration MAX_CLOCK_SKEW = Duration.ofSeconds(5);

	private final Clock clock;

	private final Map<RequestId, Integer> cancelledAttempts = new LinkedHashMap<>();

	public CancellationRegistry(Clock clock) {
		this.clock = clock;
	}

	boolean isExpired(RequestTask task) {
		return this.clock.instant().isAfter(task.deadline().plus(MAX_CLOCK_SKEW));
	}

	public synchronized void cancel(CancelledAttempt cancelled) {
		Integer previousAttempt = this.cancelledAttempts.remove(cancelled.request());
		this.cancelledAttempts.put(cancelled.request(),
				(previousAttempt != null) ? Math.max(previousAttempt, cancelled.attempt()) : cancelled.attempt());
		if (this.cancelledAttempts.size() > MAX_CANCELLED) {
			this.cancelledAttempts.remove(this.cancelledAttempts.keySet().iterator().next());
		}
	}

	/** Attempts beyond the recalled one are of another life of the request. */
	synchronized boolean isCancelled(RequestId id, int attempt) {
		Integer lastCancelled = this.cancelledAttempts.get(id);
		return lastCancelled != null && attempt <= lastCancelled;
	}

}
