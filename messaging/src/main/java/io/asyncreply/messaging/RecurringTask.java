package io.asyncreply.messaging;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a task again and again; a failure is logged and does not end the series.
 */
public final class RecurringTask implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(RecurringTask.class);

	private final ScheduledFuture<?> scheduledTask;

	/**
	 * Begins the series.
	 * @param scheduler runs the task
	 * @param delay from the end of one run to the start of the next, and before the first
	 * @param task what to run
	 */
	public RecurringTask(ScheduledExecutorService scheduler, Duration delay, Runnable task) {
		this.scheduledTask = scheduler.scheduleWithFixedDelay(() -> run(task), delay.toNanos(), delay.toNanos(),
				TimeUnit.NANOSECONDS);
	}

	@Override
	public void close() {
		this.scheduledTask.cancel(false);
	}

	private static void run(Runnable task) {
		try {
			task.run();
		}
		catch (RuntimeException ex) {
			logger.error("A periodic task failed and will run again", ex);
		}
	}

}
