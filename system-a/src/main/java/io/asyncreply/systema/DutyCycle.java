package io.asyncreply.systema;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Limits a recurring task to about a tenth of the time. After a run of more than 10 ms
 * the task is due again after ten times the duration of that run. After a shorter run it
 * is due at once. Not thread-safe.
 */
public final class DutyCycle {

	private static final int PAUSE_FACTOR = 10;

	private static final long NEGLIGIBLE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

	private final LongSupplier nanoTime;

	private long dueAt;

	/**
	 * Creates a cycle. Its task is due at once.
	 * @param nanoTime monotonic clock in nanoseconds
	 */
	public DutyCycle(LongSupplier nanoTime) {
		this.nanoTime = nanoTime;
		this.dueAt = nanoTime.getAsLong();
	}

	/**
	 * Returns whether the task is due.
	 * @return whether the last run was long enough ago
	 */
	public boolean isDue() {
		return this.nanoTime.getAsLong() - this.dueAt >= 0;
	}

	/**
	 * Runs the task. A task that throws is due again at once.
	 * @param task the task
	 */
	public void run(Runnable task) {
		long start = this.nanoTime.getAsLong();
		task.run();
		long end = this.nanoTime.getAsLong();
		this.dueAt = (end - start > NEGLIGIBLE_NANOS) ? end + PAUSE_FACTOR * (end - start) : end;
	}

}
