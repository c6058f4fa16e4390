package io.asyncreply.systemb.worker.execution;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.asyncreply.messages.ControlMessage.CancelledAttempt;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systemb.worker.task.RequestTask;

/**
 * Remembers cancelled requests, and decides whether a request is cancelled or expired.
 * The cancellation listener fills it and stops the requests.
 */
public final class CancellationRegistry {

	/** The most cancelled requests that are remembered; then the oldest is dropped. */
	static final int MAX_CANCELLED = 100_000;

	/** The most that the clocks of System A and System B may differ. */
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

	/**
	 * Returns false for later attempts: they belong to a new generation of the request.
	 */
	synchronized boolean isCancelled(RequestId id, int attempt) {
		Integer lastCancelled = this.cancelledAttempts.get(id);
		return lastCancelled != null && attempt <= lastCancelled;
	}

}
