package io.asyncreply.systemb.endpoint;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.Signal.Recalled;

/**
 * Tells whether anybody still waits for a request: not past its deadline, and not after
 * it was recalled.
 */
final class Demand {

	/** Most recalled requests that are remembered; beyond it the oldest is forgotten. */
	static final int MAX_RECALLED = 100_000;

	/** How much the clocks of the two systems may differ. */
	private static final Duration SKEW = Duration.ofSeconds(5);

	private final Clock clock;

	private final Map<RequestId, Integer> recalled = new LinkedHashMap<>();

	Demand(Clock clock) {
		this.clock = clock;
	}

	boolean isExpired(Assignment assignment) {
		return this.clock.instant().isAfter(assignment.deadline().plus(SKEW));
	}

	synchronized void recall(Recalled request) {
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
