package io.asyncreply.benchmarks;

import java.util.List;
import java.util.OptionalDouble;

import io.asyncreply.benchmarks.load.ArrivalTimes;

/**
 * A pattern of arrivals.
 *
 * @param name name of its plot
 * @param title name in the table
 * @param arrivals arrival times in seconds
 * @param killAt when a worker is killed, in seconds
 */
record ArrivalScenario(String name, String title, List<Double> arrivals, OptionalDouble killAt) {

	private static final int BURST = 2_000;

	/** Interval of bursts, as a multiple of the time that a burst needs. */
	private static final double BURST_INTERVAL = 1.2;

	/**
	 * Lists all scenarios. The one that kills a worker is the last.
	 * @param capacity requests per second that all workers can process
	 * @param seconds duration of a scenario
	 * @param bursts number of bursts; all requests of a burst share the same error
	 */
	static List<ArrivalScenario> all(double capacity, double seconds, int bursts) {
		return List.of(steady(50, capacity, seconds), steady(80, capacity, seconds), steady(95, capacity, 2 * seconds),
				of("bursts", bursts + " bursts of 2,000 onto an idle queue",
						ArrivalTimes.bursts(bursts, BURST, BURST_INTERVAL * BURST / capacity)),
				of("ramp", "ramp from 50 % to 130 % of capacity",
						ArrivalTimes.ramp(0.5 * capacity, 1.3 * capacity, seconds)),
				new ArrivalScenario("kill", "70 % of capacity, half of it killed midway",
						ArrivalTimes.poisson(0.7 * capacity, seconds), OptionalDouble.of(seconds / 2)));
	}

	static ArrivalScenario warmUp(double capacity) {
		return of("warm-up", "warm-up", ArrivalTimes.ramp(0.3 * capacity, 1.2 * capacity, 30));
	}

	private static ArrivalScenario steady(int percent, double capacity, double seconds) {
		return of("steady-" + percent, "Poisson at " + percent + " % of capacity",
				ArrivalTimes.poisson(percent / 100.0 * capacity, seconds));
	}

	private static ArrivalScenario of(String name, String title, List<Double> arrivals) {
		return new ArrivalScenario(name, title, arrivals, OptionalDouble.empty());
	}

}
