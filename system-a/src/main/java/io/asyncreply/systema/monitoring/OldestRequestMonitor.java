package io.asyncreply.systema.monitoring;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.operation.Operation;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messaging.RecurringTask;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads once a second since when the oldest request of each queue waits; only the ledger
 * knows, because the broker cannot tell for quorum queues.
 */
final class OldestRequestMonitor implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(OldestRequestMonitor.class);

	private final Ledger ledger;

	private final OperationRegistry operationRegistry;

	private final Clock clock;

	private final RecurringTask refreshTask;

	private volatile Map<String, Instant> oldestByQueue = Map.of();

	OldestRequestMonitor(Ledger ledger, OperationRegistry operationRegistry, Clock clock,
			ScheduledExecutorService scheduler) {
		this.ledger = ledger;
		this.operationRegistry = operationRegistry;
		this.clock = clock;
		this.refreshTask = new RecurringTask(scheduler, Duration.ofSeconds(1), this::refresh);
	}

	/**
	 * Tells how long the oldest request of a queue has waited.
	 * @param queue the queue's name
	 * @return empty if none waits
	 */
	Optional<Duration> age(String queue) {
		return Optional.ofNullable(this.oldestByQueue.get(queue))
			.map((acceptedAt) -> Duration.between(acceptedAt, this.clock.instant()));
	}

	@Override
	public void close() {
		this.refreshTask.close();
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
			logger.debug("The ledger is unavailable, the ages stand still", ex);
		}
	}

}
