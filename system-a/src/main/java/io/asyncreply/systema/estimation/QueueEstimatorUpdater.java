package io.asyncreply.systema.estimation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;

import io.asyncreply.systema.worker.WorkerRegistry;
import io.asyncreply.systema.worker.WorkerRegistry.CompletedWork;
import io.asyncreply.systema.worker.WorkerStats;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.TaskScheduler;

/**
 * Updates the estimators once a second with the work that the workers have completed.
 */
final class QueueEstimatorUpdater implements AutoCloseable {

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private final QueueEstimators queueEstimators;

	private final WorkerRegistry workerRegistry;

	private final OpenRequestRecount openRequestRecount;

	private final Clock clock;

	private final TaskScheduler scheduler;

	private final Map<String, CompletedWork> previousWork = new HashMap<>();

	private @Nullable ScheduledFuture<?> updateTask;

	private Instant lastUpdate;

	QueueEstimatorUpdater(QueueEstimators queueEstimators, WorkerRegistry workerRegistry,
			OpenRequestRecount openRequestRecount, Clock clock, TaskScheduler scheduler) {
		this.queueEstimators = queueEstimators;
		this.workerRegistry = workerRegistry;
		this.openRequestRecount = openRequestRecount;
		this.clock = clock;
		this.scheduler = scheduler;
		this.lastUpdate = clock.instant();
	}

	/** Reads the counts of the ledger, then starts the updates. */
	void start() {
		this.lastUpdate = this.clock.instant();
		this.openRequestRecount.reset(this.lastUpdate);
		this.updateTask = this.scheduler.scheduleWithFixedDelay(this::update, Instant.now().plus(INTERVAL), INTERVAL);
	}

	@Override
	public void close() {
		if (this.updateTask != null) {
			this.updateTask.cancel(false);
		}
	}

	private void update() {
		Instant now = this.clock.instant();
		double elapsedSeconds = Math.max(0.001, Duration.between(this.lastUpdate, now).toNanos() / 1e9);
		this.lastUpdate = now;
		this.queueEstimators.forEach((queue, estimator) -> estimator.update(now, elapsedSeconds, activity(queue)));
		this.openRequestRecount.recountIfDue();
	}

	private QueueEstimator.WorkerActivity activity(String queue) {
		CompletedWork completedWork = this.workerRegistry.completedWork(queue);
		CompletedWork previous = this.previousWork.getOrDefault(queue, CompletedWork.NONE);
		this.previousWork.put(queue, completedWork);
		WorkerStats workerStats = this.workerRegistry.stats(queue);
		return new QueueEstimator.WorkerActivity(this.workerRegistry.isReliable(), workerStats.live(),
				workerStats.slots(), workerStats.inFlight(), completedWork.completed() - previous.completed(),
				completedWork.busy().minus(previous.busy()).toNanos() / 1e9);
	}

}
