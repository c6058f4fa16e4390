package io.asyncreply.systema.estimation;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ObjLongConsumer;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.systema.DutyCycle;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.LiveInstances;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets the open requests of the estimators to the counts in the ledger: at the start, and
 * repeatedly while other instances change the ledger too.
 */
final class OpenRequestRecount {

	private static final Logger logger = LoggerFactory.getLogger(OpenRequestRecount.class);

	private final QueueEstimators queueEstimators;

	private final Ledger ledger;

	private final LiveInstances liveInstances;

	private final DutyCycle dutyCycle = new DutyCycle(System::nanoTime);

	OpenRequestRecount(QueueEstimators queueEstimators, Ledger ledger, LiveInstances liveInstances) {
		this.queueEstimators = queueEstimators;
		this.ledger = ledger;
		this.liveInstances = liveInstances;
	}

	/**
	 * Resets the estimators at the start.
	 * @param now the present time
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	void reset(Instant now) {
		forEachQueue((estimator, openRequests) -> estimator.reset(now, openRequests));
	}

	/**
	 * Corrects the estimators if other instances share the ledger and the last recount
	 * was long enough ago. Does nothing while the ledger is unavailable.
	 */
	void recountIfDue() {
		if (!this.liveInstances.hasPeers() || !this.dutyCycle.isDue()) {
			return;
		}
		try {
			this.dutyCycle.run(() -> forEachQueue(QueueEstimator::setOpenRequests));
		}
		catch (LedgerUnavailableException ex) {
			logger.debug("The ledger is unavailable; this instance counts only its own changes", ex);
		}
	}

	private void forEachQueue(ObjLongConsumer<QueueEstimator> consumer) {
		Map<String, Long> openByQueue = new HashMap<>();
		this.ledger.countOpenByQueue()
			.forEach((count) -> openByQueue.put(AmqpNames.requestQueue(count.operation(), count.lane()), count.open()));
		this.queueEstimators
			.forEach((queue, estimator) -> consumer.accept(estimator, openByQueue.getOrDefault(queue, 0L)));
	}

}
