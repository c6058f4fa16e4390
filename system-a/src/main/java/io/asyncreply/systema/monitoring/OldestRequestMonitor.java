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

	private final OperationRegistry operations;

	private final Clock clock;

	private final RecurringTask reading;

	private volatile Map<String, Instant> since = Map.of();

	OldestRequestMonitor(Ledger ledger, OperationRegistry operations, Clock clock, ScheduledExecutorService scheduler) {
		this.ledger = ledger;
		this.operations = operations;
		this.clock = clock;
		this.reading = new RecurringTask(scheduler, Duration.ofSeconds(1), this::read);
	}

	/**
	 * Tells how long the oldest request of a queue has waited.
	 * @param queue the queue's name
	 * @return empty if none waits
	 */
	Optional<Duration> age(String queue) {
		return Optional.ofNullable(this.since.get(queue))
			.map((accepted) -> Duration.between(accepted, this.clock.instant()));
	}

	@Override
	public void close() {
		this.reading.close();
	}

	private void read() {
		Map<String, Instant> read = new HashMap<>();
		try {
			for (Operation<?, ?> operation : this.operations.all()) {
				for (Lane lane : Lane.values()) {
					this.ledger.oldestWaiting(operation.name(), lane)
						.ifPresent((accepted) -> read.put(AmqpNames.requests(operation.name(), lane), accepted));
				}
			}
			this.since = Map.copyOf(read);
		}
		catch (LedgerUnavailableException ex) {
			logger.debug("The ledger is unavailable, the ages stand still", ex);
		}
	}

}
