package io.asyncreply.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Lets the sides work in turn, so that what else happens on the machine meets all alike.
 */
final class Rounds {

	private final Plan plan;

	private final List<Side> sides;

	private final Kernel kernel;

	private final PrintStream progress;

	Rounds(Plan plan, List<Side> sides, Kernel kernel, PrintStream progress) {
		this.plan = plan;
		this.sides = sides;
		this.kernel = kernel;
		this.progress = progress;
	}

	List<Measurement> run() throws IOException {
		for (Side side : this.sides) {
			measure("warm-up", side, Collections.max(this.plan.callers()), this.plan.warmUp());
		}
		List<Measurement> measurements = new ArrayList<>();
		for (int callers : this.plan.callers()) {
			for (int round = 1; round <= this.plan.rounds(); round++) {
				for (Side side : this.sides) {
					measurements.add(measure("round " + round, side, callers, this.plan.window()));
				}
			}
		}
		return measurements;
	}

	private Measurement measure(String occasion, Side side, int callers, Duration window) throws IOException {
		try (ClosedLoop loop = new ClosedLoop(side, callers)) {
			Tally before = loop.run(this.plan.rampUp());
			Consumption.Meter meter = new Consumption.Meter(this.kernel, side.processes());
			long start = System.nanoTime();
			Tally tally = loop.run(window);
			double seconds = (System.nanoTime() - start) / 1e9;
			Consumption consumption = meter.read();
			tally.addFaultsOf(before);
			tally.addFaultsOf(loop.drain());
			Measurement measurement = new Measurement(side, callers, seconds, tally, consumption);
			this.progress.printf(Locale.ROOT, "%s, %d callers, %s: %,.0f requests/s, %d faults%n", occasion, callers,
					side.name(), measurement.requestsPerSecond(), tally.faults());
			return measurement;
		}
	}

}
