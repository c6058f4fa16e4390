package io.asyncreply.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits until a side has done what it was asked, so that it does not disturb the next.
 */
final class Calm {

	private static final Duration GLANCE = Duration.ofMillis(250);

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	/** Of a CPU, for everything that a process does while nobody asks. */
	private static final double IDLE = 0.15;

	private final Kernel kernel;

	Calm(Kernel kernel) {
		this.kernel = kernel;
	}

	void await(Map<Part, Long> processes) throws IOException {
		long end = System.nanoTime() + PATIENCE.toNanos();
		boolean isCalm = false;
		while (!isCalm && System.nanoTime() < end) {
			Consumption.Meter meter = new Consumption.Meter(this.kernel, processes);
			LockSupport.parkNanos(GLANCE.toNanos());
			isCalm = meter.read().cpuSecondsOfAll() < IDLE * GLANCE.toMillis() / 1e3;
		}
	}

}
