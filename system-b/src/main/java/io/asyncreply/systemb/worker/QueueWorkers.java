package io.asyncreply.systemb.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;

import io.asyncreply.systemb.worker.task.ProgressThrottle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.TaskScheduler;

/**
 * All endpoints of this System B: they start last and stop first, and at the stop what is
 * in hand is finished as far as time allows.
 */
public final class QueueWorkers implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(QueueWorkers.class);

	/** Progress waits no longer than this and {@link ProgressThrottle#MIN_INTERVAL}. */
	private static final Duration TICK_INTERVAL = Duration.ofMillis(25);

	/** This part of the time for the shutdown is kept for farewells. */
	private static final int SHUTDOWN_RESERVE_DIVISOR = 6;

	private final List<QueueWorker> workers;

	private final TaskScheduler tickScheduler;

	private final Duration shutdownTimeout;

	private final List<Runnable> stopCallbacks = new CopyOnWriteArrayList<>();

	private volatile @Nullable ScheduledFuture<?> tickTask;

	QueueWorkers(List<QueueWorker> workers, TaskScheduler tickScheduler, Duration shutdownTimeout) {
		this.workers = List.copyOf(workers);
		this.tickScheduler = tickScheduler;
		this.shutdownTimeout = shutdownTimeout;
	}

	/**
	 * Lists the endpoints.
	 * @return all, in the order of their registration
	 */
	public List<QueueWorker> all() {
		return this.workers;
	}

	/**
	 * Adds what is to be done when everything has stopped and the broker is still at
	 * hand. A lifecycle of its own could not do it: Spring stops what depends on this
	 * bean before it, and in its phase.
	 * @param stopCallback runs once at each stop, and takes no more than a moment
	 */
	public void onStopped(Runnable stopCallback) {
		this.stopCallbacks.add(stopCallback);
	}

	@Override
	public void start() {
		this.tickTask = this.tickScheduler.scheduleWithFixedDelay(this::tick, Instant.now().plus(TICK_INTERVAL),
				TICK_INTERVAL);
		this.workers.forEach(QueueWorker::start);
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
		ScheduledFuture<?> currentTickTask = this.tickTask;
		if (currentTickTask == null) {
			return;
		}
		this.tickTask = null;
		this.workers.forEach(QueueWorker::stop);
		try {
			drain(System.nanoTime());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		currentTickTask.cancel(false);
		this.stopCallbacks.forEach(Runnable::run);
	}

	@Override
	public boolean isRunning() {
		return this.tickTask != null;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	private void tick() {
		long now = System.nanoTime();
		this.workers.forEach((queueWorker) -> queueWorker.tick(now));
	}

	private void drain(long startedAt) throws InterruptedException {
		Duration reserve = this.shutdownTimeout.dividedBy(SHUTDOWN_RESERVE_DIVISOR);
		for (QueueWorker queueWorker : this.workers) {
			if (!queueWorker.awaitIdle(this.shutdownTimeout.minus(reserve).minusNanos(System.nanoTime() - startedAt))) {
				logger.warn("{} requests of {} are given back unfinished", queueWorker.inFlight(), queueWorker.queue());
			}
		}
		for (QueueWorker queueWorker : this.workers) {
			queueWorker.close(reserve.dividedBy(this.workers.size() + 1L));
		}
	}

}
