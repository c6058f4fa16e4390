package io.asyncreply.endtoend.soak;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.asyncreply.endtoend.harness.SystemPair;

/**
 * One random fault after another, each ended after a random while; two of these may
 * strike a pair at once, if their faults do not meet.
 */
final class FaultInjector implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofMinutes(3);

	private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

	private final CompletableFuture<Void> ended = new CompletableFuture<>();

	private final Map<InjectedFault, Integer> counts = new EnumMap<>(InjectedFault.class);

	private final SystemPair pair;

	private final List<InjectedFault> faults;

	private final Random random;

	private final FaultTiming rhythm;

	private volatile boolean ending;

	private FaultInjector(SystemPair pair, List<InjectedFault> faults, long seed, FaultTiming rhythm) {
		this.pair = pair;
		this.faults = faults;
		this.random = new Random(seed);
		this.rhythm = rhythm;
	}

	static FaultInjector start(SystemPair pair, List<InjectedFault> faults, long seed, FaultTiming rhythm) {
		FaultInjector chaos = new FaultInjector(pair, faults, seed, rhythm);
		chaos.later(rhythm.peace, chaos::strike);
		return chaos;
	}

	/**
	 * Ends the last fault and strikes no more.
	 * @return how often each fault struck
	 */
	Map<InjectedFault, Integer> end() {
		this.ending = true;
		this.ended.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
		return this.counts;
	}

	@Override
	public void close() {
		this.clock.shutdownNow();
	}

	private void strike() {
		if (this.ending) {
			this.ended.complete(null);
			return;
		}
		InjectedFault fault = this.faults.get(this.random.nextInt(this.faults.size()));
		this.counts.merge(fault, 1, Integer::sum);
		fault.strike(this.pair);
		later(this.rhythm.fault, () -> recover(fault));
	}

	private void recover(InjectedFault fault) {
		fault.recover(this.pair);
		later(this.rhythm.peace, this::strike);
	}

	private void later(Duration longest, Runnable step) {
		long millis = this.random.nextLong(longest.toMillis());
		Future<?> unused = this.clock.schedule(() -> attempt(step), millis, TimeUnit.MILLISECONDS);
	}

	/** A fault that cannot be staged is a defect of the test, and shown as one. */
	private void attempt(Runnable step) {
		try {
			step.run();
		}
		catch (RuntimeException ex) {
			this.ended.completeExceptionally(ex);
		}
	}

	/**
	 * How fast faults follow each other.
	 *
	 * @param fault how long a fault lasts at most
	 * @param peace how long there is none at most
	 */
	record FaultTiming(Duration fault, Duration peace) {

	}

}
