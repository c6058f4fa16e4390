package io.asyncreply.testsupport.proxy;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/**
 * The current shaping and byte limit of each direction of a {@link FaultProxy}.
 */
final class TrafficState {

	private static final long UNLIMITED = Long.MAX_VALUE;

	private final Map<TrafficDirection, TrafficShaping> shapingByDirection = new EnumMap<>(TrafficDirection.class);

	private final Map<TrafficDirection, Long> remainingBytes = new EnumMap<>(TrafficDirection.class);

	private final Map<TrafficDirection, String> resetTexts = new EnumMap<>(TrafficDirection.class);

	TrafficState() {
		for (TrafficDirection trafficDirection : TrafficDirection.values()) {
			setShaping(trafficDirection, TrafficShaping.UNRESTRICTED);
			setByteLimit(trafficDirection, UNLIMITED);
		}
	}

	synchronized void setShaping(TrafficDirection trafficDirection, TrafficShaping trafficShaping) {
		this.shapingByDirection.put(trafficDirection, trafficShaping);
		notifyAll();
	}

	synchronized void setByteLimit(TrafficDirection trafficDirection, long bytes) {
		this.remainingBytes.put(trafficDirection, bytes);
	}

	synchronized void setResetText(TrafficDirection trafficDirection, String text) {
		this.resetTexts.put(trafficDirection, text);
	}

	synchronized void clearResets() {
		this.resetTexts.clear();
		this.remainingBytes.clear();
	}

	/**
	 * Removes the text before which connections are reset, if the bytes contain it.
	 * @return whether the bytes contain it
	 */
	synchronized boolean consumeResetText(TrafficDirection trafficDirection, byte[] bytes, int length) {
		String text = this.resetTexts.get(trafficDirection);
		return text != null && new String(bytes, 0, length, StandardCharsets.ISO_8859_1).contains(text)
				&& this.resetTexts.remove(trafficDirection, text);
	}

	synchronized TrafficShaping awaitOpen(TrafficDirection trafficDirection) throws InterruptedException {
		TrafficShaping trafficShaping = this.shapingByDirection.getOrDefault(trafficDirection,
				TrafficShaping.UNRESTRICTED);
		while (!trafficShaping.open()) {
			wait();
			trafficShaping = this.shapingByDirection.getOrDefault(trafficDirection, TrafficShaping.UNRESTRICTED);
		}
		return trafficShaping;
	}

	/**
	 * Consumes from the byte limit.
	 * @return the number of bytes that may pass; if less than requested, they are the
	 * last
	 */
	synchronized int consume(TrafficDirection trafficDirection, int requested) {
		long remainingBytes = this.remainingBytes.getOrDefault(trafficDirection, UNLIMITED);
		if (remainingBytes == UNLIMITED) {
			return requested;
		}
		int granted = (int) Math.min(remainingBytes, requested);
		setByteLimit(trafficDirection, (granted < requested) ? UNLIMITED : remainingBytes - granted);
		return granted;
	}

}
