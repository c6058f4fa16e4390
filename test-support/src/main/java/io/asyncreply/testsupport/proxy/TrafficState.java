package io.asyncreply.testsupport.proxy;

import java.util.EnumMap;
import java.util.Map;

/**
 * How bytes pass a {@link FaultProxy} at the moment, and how many may still pass.
 */
final class TrafficState {

	private static final long UNLIMITED = Long.MAX_VALUE;

	private final Map<TrafficDirection, TrafficShaping> flows = new EnumMap<>(TrafficDirection.class);

	private final Map<TrafficDirection, Long> remaining = new EnumMap<>(TrafficDirection.class);

	TrafficState() {
		for (TrafficDirection direction : TrafficDirection.values()) {
			set(direction, TrafficShaping.CLEAR);
			limit(direction, UNLIMITED);
		}
	}

	synchronized void set(TrafficDirection direction, TrafficShaping flow) {
		this.flows.put(direction, flow);
		notifyAll();
	}

	synchronized void limit(TrafficDirection direction, long bytes) {
		this.remaining.put(direction, bytes);
	}

	synchronized TrafficShaping awaitOpen(TrafficDirection direction) throws InterruptedException {
		TrafficShaping flow = this.flows.getOrDefault(direction, TrafficShaping.CLEAR);
		while (!flow.open()) {
			wait();
			flow = this.flows.getOrDefault(direction, TrafficShaping.CLEAR);
		}
		return flow;
	}

	/**
	 * Takes from what may pass.
	 * @return how many bytes may pass; fewer than wanted are the last
	 */
	synchronized int take(TrafficDirection direction, int wanted) {
		long remaining = this.remaining.getOrDefault(direction, UNLIMITED);
		if (remaining == UNLIMITED) {
			return wanted;
		}
		int taken = (int) Math.min(remaining, wanted);
		limit(direction, (taken < wanted) ? UNLIMITED : remaining - taken);
		return taken;
	}

}
