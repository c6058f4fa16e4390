package io.asyncreply.testsupport;

import java.util.EnumMap;
import java.util.Map;

/**
 * How bytes pass a {@link FaultProxy} at the moment, and how many may still pass.
 */
final class Flows {

	private static final long UNLIMITED = Long.MAX_VALUE;

	private final Map<Direction, Flow> flows = new EnumMap<>(Direction.class);

	private final Map<Direction, Long> remaining = new EnumMap<>(Direction.class);

	Flows() {
		for (Direction direction : Direction.values()) {
			set(direction, Flow.CLEAR);
			limit(direction, UNLIMITED);
		}
	}

	synchronized void set(Direction direction, Flow flow) {
		this.flows.put(direction, flow);
		notifyAll();
	}

	synchronized void limit(Direction direction, long bytes) {
		this.remaining.put(direction, bytes);
	}

	synchronized Flow awaitOpen(Direction direction) throws InterruptedException {
		Flow flow = this.flows.getOrDefault(direction, Flow.CLEAR);
		while (!flow.open()) {
			wait();
			flow = this.flows.getOrDefault(direction, Flow.CLEAR);
		}
		return flow;
	}

	/**
	 * Takes from what may pass.
	 * @return how many bytes may pass; fewer than wanted are the last
	 */
	synchronized int take(Direction direction, int wanted) {
		long remaining = this.remaining.getOrDefault(direction, UNLIMITED);
		if (remaining == UNLIMITED) {
			return wanted;
		}
		int taken = (int) Math.min(remaining, wanted);
		limit(direction, (taken < wanted) ? UNLIMITED : remaining - taken);
		return taken;
	}

}
