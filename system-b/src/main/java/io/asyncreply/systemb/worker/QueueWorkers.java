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
 * Starts and stops all queue workers. At shutdown they stop consuming first, and finish
 * the requests in flight within the shutdown timeout.
 */
public final class QueueWorkers implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(QueueWorkers.class);

	/**
	 * Interval of the checks of time limits and progress. A report waits at most this and
	 * {@link ProgressThrottle#MIN_INTERVAL}.
	 */
	private static final Duration TICK_INTERVAL = Duration.ofMillis(25);

	/** Share of the shutdown timeout that is reserved for closing workers: a sixth. */
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
	 * Returns all queue workers.
	 * @return the workers, in the order of the registration of their handlers
	 */
	public List<QueueWorker> all() {
		return this.workers;
	}

	/**
	 * Adds a callback that runs after all workers have stopped, while the connections are
	 * still open. A separate lifecycle bean cannot do this: Spring stops beans that
	 * depend on this one before it.
	 * @param stopCallback runs once at each stop; it must return quickly
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
				logger.warn("{} unfinished requests of {} are returned to the broker", queueWorker.inFlight(),
						queueWorker.queue());
			}
		}
		for (QueueWorker queueWorker : this.workers) {
			queueWorker.close(reserve.dividedBy(this.workers.size() + 1L));
		}
	}

}
