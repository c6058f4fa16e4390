package io.asyncreply.systema.flow;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messages.Channels;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Operation;
import io.asyncreply.messages.Operations;
import io.asyncreply.messages.amqp.Periodic;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.LedgerUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads once a second since when the oldest request of each queue waits; only the ledger
 * knows, because the broker cannot tell for quorum queues.
 */
final class OldestWaiting implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(OldestWaiting.class);

	private final Ledger ledger;

	private final Operations operations;

	private final Clock clock;

	private final Periodic reading;

	private volatile Map<String, Instant> since = Map.of();

	OldestWaiting(Ledger ledger, Operations operations, Clock clock, ScheduledExecutorService scheduler) {
		this.ledger = ledger;
		this.operations = operations;
		this.clock = clock;
		this.reading = new Periodic(scheduler, Duration.ofSeconds(1), this::read);
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
						.ifPresent((accepted) -> read.put(Channels.requests(operation.name(), lane), accepted));
				}
			}
			this.since = Map.copyOf(read);
		}
		catch (LedgerUnavailableException ex) {
			logger.debug("The ledger is unavailable, the ages stand still", ex);
		}
	}

}
