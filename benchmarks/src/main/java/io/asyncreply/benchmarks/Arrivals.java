package io.asyncreply.benchmarks;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * When requests arrive, whatever happens to them: seconds from the beginning.
 */
public final class Arrivals {

	private static final long SEED = 4711;

	private Arrivals() {
	}

	/**
	 * At random, a steady number per second.
	 * @param perSecond how many come in a second
	 * @param seconds for how long they come
	 * @return when each comes
	 */
	public static List<Double> poisson(double perSecond, double seconds) {
		return random((at) -> perSecond, perSecond, seconds);
	}

	/**
	 * At random, more and more, or less and less, per second.
	 * @param from how many come in a second at first
	 * @param to how many come in a second at last
	 * @param seconds for how long they come
	 * @return when each comes
	 */
	public static List<Double> ramp(double from, double to, double seconds) {
		return random((at) -> from + (to - from) * at / seconds, Math.max(from, to), seconds);
	}

	/**
	 * Many at once, now and then.
	 * @param bursts how often
	 * @param size how many at once
	 * @param apart seconds between two bursts
	 * @return when each comes
	 */
	public static List<Double> bursts(int bursts, int size, double apart) {
		return IntStream.range(0, bursts)
			.boxed()
			.flatMap((burst) -> Collections.nCopies(size, burst * apart).stream())
			.toList();
	}

	/**
	 * Waits for each arrival and takes it.
	 * @param arrivals when they come, in seconds from now
	 * @param action takes each, with the time at which it was due
	 * @throws InterruptedException if it is interrupted
	 */
	public static void follow(List<Double> arrivals, Action action) throws InterruptedException {
		long start = System.nanoTime();
		for (double arrival : arrivals) {
			long due = start + (long) (arrival * 1e9);
			for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
				LockSupport.parkNanos(left);
			}
			action.take(due);
		}
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

	/**
	 * What is done at an arrival.
	 */
	@FunctionalInterface
	public interface Action {

		/**
		 * Takes an arrival; one that takes its time makes the next ones late.
		 * @param due when it was due, as {@link System#nanoTime()} tells
		 * @throws InterruptedException if it is interrupted
		 */
		void take(long due) throws InterruptedException;

	}

}
