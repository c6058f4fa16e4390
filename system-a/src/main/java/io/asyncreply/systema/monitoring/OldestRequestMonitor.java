package io.asyncreply.systema.monitoring;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.operation.Operation;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.TaskScheduler;

/**
 * Reads the age of the oldest waiting request of each queue from the ledger, once a
 * second. The broker does not report this age for quorum queues.
 */
final class OldestRequestMonitor implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(OldestRequestMonitor.class);

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private final Ledger ledger;

	private final OperationRegistry operationRegistry;

	private final Clock clock;

	private final TaskScheduler scheduler;

	private @Nullable ScheduledFuture<?> refreshTask;

	private volatile Map<String, Instant> oldestByQueue = Map.of();

	OldestRequestMonitor(Ledger ledger, OperationRegistry operationRegistry, Clock clock, TaskScheduler scheduler) {
		this.ledger = ledger;
		this.operationRegistry = operationRegistry;
		this.clock = clock;
		this.scheduler = scheduler;
	}

	/** Starts the refresh once a second. */
	void start() {
		this.refreshTask = this.scheduler.scheduleWithFixedDelay(this::refresh, Instant.now().plus(INTERVAL), INTERVAL);
	}

	/**
	 * Returns the time since the acceptance of the oldest waiting request of a queue.
	 * @param queue name of the queue
	 * @return empty if no request waits
	 */
	Optional<Duration> age(String queue) {
		return Optional.ofNullable(this.oldestByQueue.get(queue))
			.map((acceptedAt) -> Duration.between(acceptedAt, this.clock.instant()));
	}

	@Override
	public void close() {
		if (this.refreshTask != null) {
			this.refreshTask.cancel(false);
		}
	}

	private void refresh() {
		Map<String, Instant> oldest = new HashMap<>();
		try {
			for (Operation<?, ?> operation : this.operationRegistry.all()) {
				for (Lane lane : Lane.values()) {
					this.ledger.findOldestWaiting(operation.name(), lane)
						.ifPresent(
								(acceptedAt) -> oldest.put(AmqpNames.requestQueue(operation.name(), lane), acceptedAt));
				}
			}
			this.oldestByQueue = Map.copyOf(oldest);
		}
		catch (LedgerUnavailableException ex) {
			logger.debug("The ledger is unavailable; the last known acceptance times are kept", ex);
		}
	}

}
