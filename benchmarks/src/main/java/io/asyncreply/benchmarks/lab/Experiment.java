package io.asyncreply.benchmarks.lab;

import java.util.List;
import java.util.OptionalDouble;

import io.asyncreply.benchmarks.Arrivals;

/**
 * A pattern of arrivals, and what happens meanwhile.
 *
 * @param name names its plot
 * @param title says what it is
 * @param arrivals when requests arrive, in seconds
 * @param kill when one of the workers is killed, in seconds, if at all
 */
record Experiment(String name, String title, List<Double> arrivals, OptionalDouble kill) {

	private static final int BURST = 2_000;

	/** More than a burst needs to be worked off, so that the next meets an idle queue. */
	private static final double ROOM = 1.2;

	/**
	 * Those of the report; the one that kills comes last.
	 * @param capacity requests per second that all workers can do
	 * @param seconds how long each lasts
	 * @param bursts how many; those of one burst all err together
	 */
	static List<Experiment> all(double capacity, double seconds, int bursts) {
		return List.of(steady(50, capacity, seconds), steady(80, capacity, seconds), steady(95, capacity, 2 * seconds),
				of("bursts", bursts + " × a burst of 2,000 onto an idle queue",
						Arrivals.bursts(bursts, BURST, ROOM * BURST / capacity)),
				of("ramp", "a ramp from 50 % to 130 % of capacity",
						Arrivals.ramp(0.5 * capacity, 1.3 * capacity, seconds)),
				new Experiment("kill", "70 % of capacity, half of which is killed midway",
						Arrivals.poisson(0.7 * capacity, seconds), OptionalDouble.of(seconds / 2)));
	}

	/** Lets the pair get warm, and know what it can do. */
	static Experiment warmUp(double capacity) {
		return of("warm-up", "warm-up", Arrivals.ramp(0.3 * capacity, 1.2 * capacity, 30));
	}

	private static Experiment steady(int percent, double capacity, double seconds) {
		return of("steady-" + percent, "Poisson at " + percent + " % of capacity",
				Arrivals.poisson(percent / 100.0 * capacity, seconds));
	}

	private static Experiment of(String name, String title, List<Double> arrivals) {
		return new Experiment(name, title, arrivals, OptionalDouble.empty());
	}

}
