package io.asyncreply.systema.estimation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.systema.DutyCycle;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.maintenance.ClusterMembership;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.worker.CompletedWork;
import io.asyncreply.systema.worker.WorkerRegistry;
import io.asyncreply.systema.worker.WorkerStats;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.TaskScheduler;

/**
 * Feeds the flows once a second with what the workers told, and with the ledger's own
 * count at the start and where others change it too.
 */
public final class QueueEstimatorUpdater implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(QueueEstimatorUpdater.class);

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private final QueueEstimators queueEstimators;

	private final WorkerRegistry workerRegistry;

	private final Ledger ledger;

	private final ClusterMembership clusterMembership;

	private final Clock clock;

	private final TaskScheduler scheduler;

	private final DutyCycle recountCycle = new DutyCycle(System::nanoTime);

	private final Map<String, CompletedWork> previousWork = new HashMap<>();

	private @Nullable ScheduledFuture<?> updateTask;

	private Instant lastUpdate;

	public QueueEstimatorUpdater(QueueEstimators queueEstimators, WorkerRegistry workerRegistry, Ledger ledger,
			UpdaterDependencies dependencies) {
		this.queueEstimators = queueEstimators;
		this.workerRegistry = workerRegistry;
		this.ledger = ledger;
		this.clusterMembership = dependencies.clusterMembership();
		this.clock = dependencies.clock();
		this.scheduler = dependencies.scheduler();
		this.lastUpdate = this.clock.instant();
	}

	/** Reads the counts of the ledger, then starts the update once a second. */
	public void start() {
		this.lastUpdate = this.clock.instant();
		Map<String, Long> openByQueue = countOpenRequests();
		this.queueEstimators.queues()
			.forEach((queue) -> this.queueEstimators.find(queue)
				.ifPresent((queueEstimator) -> queueEstimator.reset(this.lastUpdate,
						openByQueue.getOrDefault(queue, 0L))));
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
		this.queueEstimators.queues()
			.forEach((queue) -> this.queueEstimators.find(queue)
				.ifPresent((queueEstimator) -> queueEstimator.update(now, elapsedSeconds, activity(queue))));
		if (this.clusterMembership.hasPeers() && this.recountCycle.isDue()) {
			recountOpenRequests();
		}
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

	private void recountOpenRequests() {
		try {
			this.recountCycle.run(() -> {
				Map<String, Long> openByQueue = countOpenRequests();
				this.queueEstimators.queues()
					.forEach((queue) -> this.queueEstimators.find(queue)
						.ifPresent((queueEstimator) -> queueEstimator
							.setOpenRequests(openByQueue.getOrDefault(queue, 0L))));
			});
		}
		catch (LedgerUnavailableException ex) {
			logger.debug("The ledger is unavailable, the counts go on by what happens here", ex);
		}
	}

	private Map<String, Long> countOpenRequests() {
		Map<String, Long> openByQueue = new HashMap<>();
		this.ledger.countOpenByQueue()
			.forEach((count) -> openByQueue.put(AmqpNames.requestQueue(count.operation(), count.lane()), count.open()));
		return openByQueue;
	}

	/**
	 * Where time and company come from.
	 *
	 * @param clusterMembership whether others change the ledger too
	 * @param clock tells the time
	 * @param scheduler runs the ticks
	 */
	public record UpdaterDependencies(ClusterMembership clusterMembership, Clock clock, TaskScheduler scheduler) {

	}

}
