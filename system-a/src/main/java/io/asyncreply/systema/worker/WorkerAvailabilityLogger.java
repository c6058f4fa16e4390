package io.asyncreply.systema.worker;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledFuture;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.TaskScheduler;

/**
 * Logs when an operation loses its last live worker, and when it has one again. Checks
 * once a second, except while a missing heartbeat proves nothing. Operations that change
 * at the same time share a line.
 */
final class WorkerAvailabilityLogger implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(WorkerAvailabilityLogger.class);

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private final WorkerRegistry workerRegistry;

	private final Collection<String> operations;

	private final TaskScheduler scheduler;

	private @Nullable ScheduledFuture<?> checkTask;

	private Set<String> served = Set.of();

	/**
	 * Creates a logger that is not started.
	 * @param workerRegistry the workers
	 * @param operations names of the operations
	 * @param scheduler runs the checks
	 */
	WorkerAvailabilityLogger(WorkerRegistry workerRegistry, Collection<String> operations, TaskScheduler scheduler) {
		this.workerRegistry = workerRegistry;
		this.operations = operations;
		this.scheduler = scheduler;
	}

	/** Starts the check once a second. */
	void start() {
		this.checkTask = this.scheduler.scheduleWithFixedDelay(this::check, Instant.now().plus(INTERVAL), INTERVAL);
	}

	/** Logs the changes since the last check. */
	void check() {
		if (!this.workerRegistry.isReliable()) {
			return;
		}
		Set<String> servedBefore = this.served;
		this.served = this.operations.stream()
			.filter(this.workerRegistry::hasLiveWorker)
			.collect(Collectors.toUnmodifiableSet());
		List<String> lost = without(servedBefore, this.served);
		List<String> gained = without(this.served, servedBefore);
		if (!lost.isEmpty()) {
			logger.warn("No worker of {} is live any more; their requests wait{}", String.join(", ", lost),
					this.served.isEmpty() ? ". No worker is live." : "");
		}
		if (!gained.isEmpty()) {
			logger.info("A worker of {} is live", String.join(", ", gained));
		}
	}

	@Override
	public void close() {
		if (this.checkTask != null) {
			this.checkTask.cancel(false);
		}
	}

	private static List<String> without(Set<String> operations, Set<String> excluded) {
		return operations.stream().filter((operation) -> !excluded.contains(operation)).sorted().toList();
	}

}
