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
			measure("warm-up", side, Pattern.closed(Collections.max(this.plan.callers())), this.plan.warmUp());
		}
		List<Measurement> measurements = new ArrayList<>();
		for (int callers : this.plan.callers()) {
			measurements.addAll(series(this.sides, Pattern.closed(callers)));
		}
		measurements.addAll(openLoop(Series.of(measurements).get(this.plan.callers().size() - 1)));
		return measurements;
	}

	private List<Measurement> openLoop(List<Series> reached) throws IOException {
		CommonRate common = new CommonRate(reached.stream().filter((series) -> series.side().isPeer()).toList());
		return common.sides().isEmpty() ? List.of() : series(common.sides(), Pattern.open(common.perSecond()));
	}

	private List<Measurement> series(List<Side> rivals, Pattern pattern) throws IOException {
		List<Measurement> measurements = new ArrayList<>();
		for (int round = 1; round <= this.plan.rounds(); round++) {
			for (Side side : rivals) {
				measurements.add(measure("round " + round, side, pattern, this.plan.window()));
			}
		}
		return measurements;
	}

	private Measurement measure(String occasion, Side side, Pattern pattern, Duration window) throws IOException {
		try (Load load = side.source().bring(pattern)) {
			Tally before = load.run(this.plan.rampUp());
			Consumption.Meter meter = new Consumption.Meter(this.kernel, side.processes());
			long start = System.nanoTime();
			Tally tally = load.run(window);
			double seconds = (System.nanoTime() - start) / 1e9;
			Consumption consumption = meter.read();
			tally.addFaultsOf(before);
			tally.addFaultsOf(load.drain());
			Measurement measurement = new Measurement(side, pattern, seconds, tally, consumption);
			this.progress.printf(Locale.ROOT, "%s, callers %s, %s: %,.0f requests/s, %d faults%n", occasion, pattern,
					side.name(), measurement.requestsPerSecond(), tally.faults());
			return measurement;
		}
		finally {
			new Calm(this.kernel).await(side.processes());
		}
	}

}
