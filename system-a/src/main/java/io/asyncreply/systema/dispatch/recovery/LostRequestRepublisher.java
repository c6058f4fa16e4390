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
import io.asyncreply.systema.ledger.RequestRepublisher;
import io.asyncreply.systema.ledger.RequestRepublisher.RepublishResult;
import io.asyncreply.systema.ledger.model.InFlightRequest;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.worker.WorkerRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Republishes requests of one queue that the broker has lost, for example because the
 * queue was purged or deleted. A request counts as lost if three conditions hold:
 * <ul>
 * <li>Its {@link LossDetector} reports the loss.</li>
 * <li>No worker has it in flight in two checks 5 s apart. A silent worker counts.</li>
 * <li>The queues of replies and dead letters have been empty in between.</li>
 * </ul>
 */
final class LostRequestRepublisher {

	private static final Logger logger = LoggerFactory.getLogger(LostRequestRepublisher.class);

	/** Longer than a request can be in flight without being listed in a heartbeat. */
	private static final Duration CONFIRMATION_DELAY = Duration.ofSeconds(5);

	private final LossDetector lossDetector;

	private final QueueObserver queueObserver;

	private final LostRequestLedger ledger;

	private final MeterRegistry meters;

	private Map<RequestId, Instant> suspectedSince = Map.of();

	LostRequestRepublisher(LossDetector lossDetector, QueueObserver queueObserver, LostRequestLedger ledger,
			MeterRegistry meters) {
		this.lossDetector = lossDetector;
		this.queueObserver = queueObserver;
		this.ledger = ledger;
		this.meters = meters;
	}

	/**
	 * Checks the queue; called once a second.
	 * @param now the present time
	 */
	void check(Instant now) {
		this.lossDetector.observe(now, this.queueObserver.observe(this.lossDetector.requestQueue().name()));
		try {
			this.suspectedSince = this.lossDetector.lostBefore(now)
				.map((sentBefore) -> checkSuspects(sentBefore, now))
				.orElse(Map.of());
		}
		catch (CompletionException | LedgerUnavailableException ex) {
			logger.debug("The ledger is unavailable; the next check follows", ex);
		}
	}

	private Map<RequestId, Instant> checkSuspects(Instant sentBefore, Instant now) {
		WorkerRegistry workerRegistry = this.queueObserver.workerRegistry();
		RequestQueue requestQueue = this.lossDetector.requestQueue();
		int limit = this.ledger.maxRepublished() + workerRegistry.countPossiblyInFlight(requestQueue.name());
		List<InFlightRequest> suspects = this.ledger.outbox()
			.findInFlight(requestQueue.operation(), requestQueue.lane(), sentBefore, limit)
			.stream()
			.filter((request) -> !workerRegistry.canBeInFlight(request.id()))
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
		RepublishResult result = this.ledger.requestRepublisher().republishLost(lost).join();
		RequestQueue requestQueue = this.lossDetector.requestQueue();
		this.meters.counter("asyncreply.requests.republished", "operation", requestQueue.operation())
			.increment(result.republished());
		logger.warn("The broker has lost {} requests of {}: {} are republished, {} have failed after too many losses",
				result.republished() + result.failed(), requestQueue.name(), result.republished(), result.failed());
	}

	/**
	 * Finds and republishes requests of the ledger.
	 *
	 * @param outbox finds sent requests without a reply
	 * @param requestRepublisher republishes them
	 * @param maxRepublished most requests of one queue that are republished every 5 s
	 */
	record LostRequestLedger(Outbox outbox, RequestRepublisher requestRepublisher, int maxRepublished) {

	}

}
