package io.asyncreply.endtoend.soak;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.asyncreply.endtoend.harness.SystemPair;

/**
 * Injects one random fault after another, each for a random time. Two injectors can run
 * at the same time if their faults are independent.
 */
final class FaultInjector implements AutoCloseable {

	private static final Duration TIMEOUT = Duration.ofMinutes(3);

	private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

	private final CompletableFuture<Void> stopped = new CompletableFuture<>();

	private final Map<InjectedFault, Integer> counts = new EnumMap<>(InjectedFault.class);

	private final SystemPair systemPair;

	private final List<InjectedFault> faults;

	private final Random random;

	private final FaultTiming faultTiming;

	private volatile boolean stopping;

	private FaultInjector(SystemPair systemPair, List<InjectedFault> faults, long seed, FaultTiming faultTiming) {
		this.systemPair = systemPair;
		this.faults = faults;
		this.random = new Random(seed);
		this.faultTiming = faultTiming;
	}

	static FaultInjector start(SystemPair systemPair, List<InjectedFault> faults, long seed, FaultTiming faultTiming) {
		FaultInjector faultInjector = new FaultInjector(systemPair, faults, seed, faultTiming);
		faultInjector.scheduleRandomly(faultTiming.maxPauseDuration, faultInjector::injectNext);
		return faultInjector;
	}

	/**
	 * Ends the current fault and stops.
	 * @return the number of injections of each fault
	 */
	Map<InjectedFault, Integer> stop() {
		this.stopping = true;
		this.stopped.orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS).join();
		return this.counts;
	}

	@Override
	public void close() {
		this.scheduler.shutdownNow();
	}

	private void injectNext() {
		if (this.stopping) {
			this.stopped.complete(null);
			return;
		}
		InjectedFault injectedFault = this.faults.get(this.random.nextInt(this.faults.size()));
		this.counts.merge(injectedFault, 1, Integer::sum);
		injectedFault.inject(this.systemPair);
		scheduleRandomly(this.faultTiming.maxFaultDuration, () -> recover(injectedFault));
	}

	private void recover(InjectedFault injectedFault) {
		injectedFault.recover(this.systemPair);
		scheduleRandomly(this.faultTiming.maxPauseDuration, this::injectNext);
	}

	private void scheduleRandomly(Duration maxDelay, Runnable step) {
		long delayMillis = this.random.nextLong(maxDelay.toMillis());
		this.scheduler.schedule(() -> runStep(step), delayMillis, TimeUnit.MILLISECONDS);
	}

	/** Runs a step; if it throws, {@link #stop()} fails. */
	private void runStep(Runnable step) {
		try {
			step.run();
		}
		catch (RuntimeException ex) {
			this.stopped.completeExceptionally(ex);
		}
	}

	/**
	 * The times of faults.
	 *
	 * @param maxFaultDuration the longest duration of a fault
	 * @param maxPauseDuration the longest pause between two faults
	 */
	record FaultTiming(Duration maxFaultDuration, Duration maxPauseDuration) {

	}

}
