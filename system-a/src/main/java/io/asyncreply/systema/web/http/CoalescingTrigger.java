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

	private final Executor workers;

	private final Runnable work;

	private final AtomicInteger rings = new AtomicInteger();

	/**
	 * Hangs a bell.
	 * @param workers the threads that work
	 * @param work goes on for a moment, and must not throw
	 */
	public CoalescingTrigger(Executor workers, Runnable work) {
		this.workers = workers;
		this.work = work;
	}

	public void ring() {
		if (this.rings.getAndIncrement() == 0) {
			queue();
		}
	}

	private void queue() {
		try {
			this.workers.execute(this::goOn);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Shutting down, nothing goes on any more");
		}
	}

	private void goOn() {
		int rung = this.rings.get();
		this.work.run();
		if (!this.rings.compareAndSet(rung, 0)) {
			queue();
		}
	}

}
