package io.asyncreply.systemb.worker;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messaging.RecurringTask;
import io.asyncreply.systemb.worker.task.ProgressThrottle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * All endpoints of this System B: they start last and stop first, and at the stop what is
 * in hand is finished as far as time allows.
 */
public final class QueueWorkers implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(QueueWorkers.class);

	/** Progress waits no longer than this and {@link ProgressThrottle#PAUSE}. */
	private static final Duration TICK = Duration.ofMillis(25);

	/** This part of the time for the shutdown is kept for farewells. */
	private static final int FAREWELL = 6;

	private final List<QueueWorker> endpoints;

	private final ScheduledExecutorService ticker;

	private final Duration shutdownTime;

	private final List<Runnable> lastWords = new CopyOnWriteArrayList<>();

	private volatile @Nullable RecurringTask ticks;

	QueueWorkers(List<QueueWorker> endpoints, ScheduledExecutorService ticker, Duration shutdownTime) {
		this.endpoints = List.copyOf(endpoints);
		this.ticker = ticker;
		this.shutdownTime = shutdownTime;
	}

	/**
	 * Lists the endpoints.
	 * @return all, in the order of their registration
	 */
	public List<QueueWorker> all() {
		return this.endpoints;
	}

	/**
	 * Adds what is to be done when everything has stopped and the broker is still at
	 * hand. A lifecycle of its own could not do it: Spring stops what depends on this
	 * bean before it, and in its phase.
	 * @param lastWord runs once at each stop, and takes no more than a moment
	 */
	public void atTheEnd(Runnable lastWord) {
		this.lastWords.add(lastWord);
	}

	@Override
	public void start() {
		this.ticks = new RecurringTask(this.ticker, TICK, this::tick);
		this.endpoints.forEach(QueueWorker::start);
	}

	@Override
	public void stop(Runnable callback) {
		new Thread(() -> {
			stop();
			callback.run();
		}, "shutdown").start();
	}

	@Override
	public void stop() {
		RecurringTask current = this.ticks;
		if (current == null) {
			return;
		}
		this.ticks = null;
		this.endpoints.forEach(QueueWorker::stop);
		try {
			finish(System.nanoTime());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		current.close();
		this.lastWords.forEach(Runnable::run);
	}

	@Override
	public boolean isRunning() {
		return this.ticks != null;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	private void tick() {
		long now = System.nanoTime();
		this.endpoints.forEach((endpoint) -> endpoint.look(now));
	}

	private void finish(long start) throws InterruptedException {
		Duration farewell = this.shutdownTime.dividedBy(FAREWELL);
		for (QueueWorker endpoint : this.endpoints) {
			if (!endpoint.awaitEmpty(this.shutdownTime.minus(farewell).minusNanos(System.nanoTime() - start))) {
				logger.warn("{} requests of {} are given back unfinished", endpoint.inHand(), endpoint.queue());
			}
		}
		for (QueueWorker endpoint : this.endpoints) {
			endpoint.close(farewell.dividedBy(this.endpoints.size() + 1L));
		}
	}

}
