package io.asyncreply.benchmarks.load;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Generates arrival times in seconds from the start, the same ones in each run.
 */
public final class ArrivalTimes {

	private static final long SEED = 4711;

	private ArrivalTimes() {
	}

	/**
	 * Generates random arrivals at a constant rate (a Poisson process).
	 * @param perSecond arrivals per second
	 * @param seconds the duration
	 * @return the times in ascending order
	 */
	public static List<Double> poisson(double perSecond, double seconds) {
		return ramp(perSecond, perSecond, seconds);
	}

	/**
	 * Generates random arrivals at a rate that changes linearly.
	 * @param from arrivals per second at the start
	 * @param to arrivals per second at the end
	 * @param seconds the duration
	 * @return the times in ascending order
	 */
	public static List<Double> ramp(double from, double to, double seconds) {
		Random random = new Random(SEED);
		double highest = Math.max(from, to);
		return DoubleStream
			.iterate(exponential(random, highest), (at) -> at < seconds, (at) -> at + exponential(random, highest))
			.filter((at) -> random.nextDouble() * highest < from + (to - from) * at / seconds)
			.boxed()
			.toList();
	}

	private static double exponential(Random random, double rate) {
		return -Math.log(1 - random.nextDouble()) / rate;
	}

	/**
	 * Generates bursts.
	 * @param bursts number of bursts
	 * @param size arrivals in each burst, all at once
	 * @param interval seconds between two bursts
	 * @return the times in ascending order
	 */
	public static List<Double> bursts(int bursts, int size, double interval) {
		return IntStream.range(0, bursts)
			.boxed()
			.flatMap((burst) -> Collections.nCopies(size, burst * interval).stream())
			.toList();
	}

	/**
	 * Runs an action at each arrival time. A slow action delays the next ones.
	 * @param arrivals the times, in seconds from now
	 * @param action the action
	 * @throws IOException if the action throws it
	 * @throws InterruptedException if the action throws it
	 */
	public static void follow(List<Double> arrivals, ArrivalAction action) throws IOException, InterruptedException {
		long start = System.nanoTime();
		for (double arrival : arrivals) {
			long due = start + (long) (arrival * 1e9);
			for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
				LockSupport.parkNanos(left);
			}
			action.onArrival(due);
		}
	}

	/**
	 * An action at an arrival time.
	 */
	@FunctionalInterface
	public interface ArrivalAction {

		/**
		 * Runs the action.
		 * @param due the arrival time, by {@link System#nanoTime()}
		 * @throws IOException if a request cannot be sent
		 * @throws InterruptedException if the thread is interrupted
		 */
		void onArrival(long due) throws IOException, InterruptedException;

	}

}
