package io.asyncreply.systema.dispatch.recovery;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.systema.ledger.Outbox;
import io.asyncreply.systema.ledger.model.InFlightRequest;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.worker.WorkerRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes requests of one queue again that the broker has lost: purged, deleted,
 * replaced by an empty one. A request is lost by {@link LossDetector}, if no worker names
 * it in two looks some seconds apart, and all that was on its way home has arrived.
 */
final class LostRequestRepublisher {

	private static final Logger logger = LoggerFactory.getLogger(LostRequestRepublisher.class);

	/** Longer than a worker may hold a request without naming it. */
	private static final Duration CONFIRMATION_DELAY = Duration.ofSeconds(5);

	private final RequestQueue requestQueue;

	private final LossDetector lossDetector;

	private final QueueObserver queueObserver;

	private final Outbox outbox;

	private final RecoverySettings settings;

	private Map<RequestId, Instant> suspectedSince = Map.of();

	LostRequestRepublisher(RequestQueue requestQueue, LossDetector lossDetector, QueueObserver queueObserver,
			Outbox outbox, RecoverySettings settings) {
		this.requestQueue = requestQueue;
		this.lossDetector = lossDetector;
		this.queueObserver = queueObserver;
		this.outbox = outbox;
		this.settings = settings;
	}

	/** Comes once a second. */
	void check(Instant now) {
		this.lossDetector.observe(now, this.queueObserver.observe(this.requestQueue.name()));
		try {
			this.suspectedSince = this.lossDetector.lostBefore(now)
				.map((sentBefore) -> checkSuspects(sentBefore, now))
				.orElse(Map.of());
		}
		catch (CompletionException | LedgerUnavailableException ex) {
			logger.debug("The ledger is unavailable, the next look will find what is lost", ex);
		}
	}

	private Map<RequestId, Instant> checkSuspects(Instant sentBefore, Instant now) {
		WorkerRegistry workerRegistry = this.queueObserver.workerRegistry();
		int limit = this.settings.maxRepublished() + workerRegistry.stats(this.requestQueue.name()).inFlight();
		List<InFlightRequest> suspects = this.outbox
			.findInFlight(this.requestQueue.operation(), this.requestQueue.lane(), sentBefore, limit)
			.stream()
			.filter((request) -> workerRegistry.findWorkerProcessing(request.id()).isEmpty())
			.toList();
		Map<RequestId, Instant> suspectedAt = new HashMap<>();
		suspects
			.forEach((request) -> suspectedAt.put(request.id(), this.suspectedSince.getOrDefault(request.id(), now)));
		List<InFlightRequest> lost = suspects.stream()
			.filter((request) -> isLost(suspectedAt.getOrDefault(request.id(), now), now))
			.toList();
		if (!lost.isEmpty()) {
			republish(lost);
		}
		return suspectedAt;
	}

	private boolean isLost(Instant suspectedSince, Instant now) {
		return !suspectedSince.plus(CONFIRMATION_DELAY).isAfter(now)
				&& this.queueObserver.returnQueuesEmptySince(suspectedSince);
	}

	private void republish(List<InFlightRequest> lost) {
		int count = this.outbox.republishLost(lost).join();
		this.settings.meters()
			.counter("asyncreply.requests.republished", "operation", this.requestQueue.operation())
			.increment(count);
		logger.warn("The broker has lost {} requests of {}, which are published again", count,
				this.requestQueue.name());
	}

	/**
	 * What all queues have in common.
	 *
	 * @param maxRepublished most requests that are published again at once
	 * @param meters count them
	 */
	record RecoverySettings(int maxRepublished, MeterRegistry meters) {

	}

}
