package io.asyncreply.systema.web.http;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has work go on whenever it is rung, on one thread at a time. Rung meanwhile, it goes on
 * once others had their turn: work that rings for more of itself holds up nobody.
 */
public final class CoalescingTrigger {

	private static final Logger logger = LoggerFactory.getLogger(CoalescingTrigger.class);

	private final Executor executor;

	private final Runnable task;

	private final AtomicInteger pendingTriggers = new AtomicInteger();

	/**
	 * Hangs a bell.
	 * @param executor the threads that work
	 * @param task goes on for a moment, and must not throw
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
			logger.debug("Shutting down, nothing goes on any more");
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
