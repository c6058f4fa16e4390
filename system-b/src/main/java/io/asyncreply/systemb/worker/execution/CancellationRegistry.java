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
	static final int MAX_RECALLED = 100_000;

	/** How much the clocks of the two systems may differ. */
	private static final Duration SKEW = Duration.ofSeconds(5);

	private final Clock clock;

	private final Map<RequestId, Integer> recalled = new LinkedHashMap<>();

	public CancellationRegistry(Clock clock) {
		this.clock = clock;
	}

	boolean isExpired(RequestTask assignment) {
		return this.clock.instant().isAfter(assignment.deadline().plus(SKEW));
	}

	public synchronized void recall(CancelledAttempt request) {
		Integer before = this.recalled.remove(request.request());
		this.recalled.put(request.request(),
				(before != null) ? Math.max(before, request.attempt()) : request.attempt());
		if (this.recalled.size() > MAX_RECALLED) {
			this.recalled.remove(this.recalled.keySet().iterator().next());
		}
	}

	/** Attempts beyond the recalled one are of another life of the request. */
	synchronized boolean isRecalled(RequestId id, int attempt) {
		Integer last = this.recalled.get(id);
		return last != null && attempt <= last;
	}

}
