package io.asyncreply.systema;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How often something may run whose cost grows with what there is: for a tenth of the
 * time at most. What takes 10 ms or less may run at any time. For one thread at a time.
 */
public final class DutyCycle {

	private static final int PAUSE_FACTOR = 10;

	private static final long NEGLIGIBLE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	private final LongSupplier nanoTime;

	private long dueAt;

	/**
	 * Makes a cycle that begins with a run.
	 * @param nanoTime tells the time in nanoseconds from any origin
	 */
	public DutyCycle(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.dueAt = nanoTime.getAsLong();
	}

	/**
	 * Tells whether the last run was long enough ago.
	 * @return whether it may run
	 */
	public boolean isDue() {
		return this.nanoTime.getAsLong() - this.dueAt >= 0;
	}

	/**
	 * Runs it. What fails is due again at once.
	 * @param task what to run
	 */
	public void run(Runnable task) {
		long start = this.nanoTime.getAsLong();
		task.run();
		long end = this.nanoTime.getAsLong();
		this.dueAt = (end - start > NEGLIGIBLE_NANOS) ? end + PAUSE_FACTOR * (end - start) : end;
	}

}
