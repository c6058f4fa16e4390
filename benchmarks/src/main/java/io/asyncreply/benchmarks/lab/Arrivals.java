package io.asyncreply.benchmarks.lab;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;

/**
 * When requests arrive, whatever happens to them: seconds from the beginning.
 */
final class Arrivals {

	private static final long SEED = 4711;

	private Arrivals() {
	}

	/** At random, a steady number per second. */
	static List<Double> poisson(double perSecond, double seconds) {
		return random((at) -> perSecond, perSecond, seconds);
	}

	/** At random, more and more, or less and less, per second. */
	static List<Double> ramp(double from, double to, double seconds) {
		return random((at) -> from + (to - from) * at / seconds, Math.max(from, to), seconds);
	}

	/** All at once. */
	static List<Double> burst(int size) {
		return Collections.nCopies(size, 0.0);
	}

	/**
	 * Of the arrivals at the highest rate keeps as many as the rate of the moment says.
	 */
	private static List<Double> random(DoubleUnaryOperator rate, double highest, double seconds) {
		Random random = new Random(SEED);
		return DoubleStream
			.iterate(exponential(random, highest), (at) -> at < seconds, (at) -> at + exponential(random, highest))
			.filter((at) -> random.nextDouble() * highest < rate.applyAsDouble(at))
			.boxed()
			.toList();
	}

	private static double exponential(Random random, double rate) {
		return -Math.log(1 - random.nextDouble()) / rate;
	}

}
