package io.asyncreply.systema.web.http;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a task on an executor after each {@link #trigger()}, never concurrently. Triggers
 * during a run cause one more run, queued behind the executor's other tasks.
 */
public final class CoalescingTrigger {

	private static final Logger logger = LoggerFactory.getLogger(CoalescingTrigger.class);

	private final Executor executor;

	private final Runnable task;

	private final AtomicInteger pendingTriggers = new AtomicInteger();

	/**
	 * Creates a trigger.
	 * @param executor runs the task
	 * @param task the task, which must be short and must not throw
	 */
	public CoalescingTrigger(Executor executor, Runnable task) {
		this.executor = executor;
		this.task = task;
	}

	public void trigger() {
		if (this.pendingTriggers.getAndIncrement() == 0) {
			schedule();
		}
	}

	private void schedule() {
		try {
			this.executor.execute(this::run);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Task not run: the executor is shut down");
		}
	}

	private void run() {
		int observedTriggers = this.pendingTriggers.get();
		this.task.run();
		if (!this.pendingTriggers.compareAndSet(observedTriggers, 0)) {
			schedule();
		}
	}

}
