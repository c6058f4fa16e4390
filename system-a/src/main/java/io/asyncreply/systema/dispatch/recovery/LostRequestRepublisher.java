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
	private static final Duration SECOND_LOOK = Duration.ofSeconds(5);

	private final RequestQueue destination;

	private final LossDetector evidence;

	private final QueueObserver sights;

	private final Outbox outbox;

	private final RecoverySettings settings;

	private Map<RequestId, Instant> suspectedSince = Map.of();

	LostRequestRepublisher(RequestQueue destination, LossDetector evidence, QueueObserver sights, Outbox outbox,
			RecoverySettings settings) {
		this.destination = destination;
		this.evidence = evidence;
		this.sights = sights;
		this.outbox = outbox;
		this.settings = settings;
	}

	/** Comes once a second. */
	void look(Instant now) {
		this.evidence.look(now, this.sights.of(this.destination.queue()));
		try {
			this.suspectedSince = this.evidence.lostBefore(now).map((before) -> suspect(before, now)).orElse(Map.of());
		}
		catch (CompletionException | LedgerUnavailableException ex) {
			logger.debug("The ledger is unavailable, the next look will find what is lost", ex);
		}
	}

	private Map<RequestId, Instant> suspect(Instant before, Instant now) {
		WorkerRegistry workers = this.sights.workers();
		int limit = this.settings.batch() + workers.crew(this.destination.queue()).inHand();
		List<InFlightRequest> suspects = this.outbox
			.findUnanswered(this.destination.operation(), this.destination.lane(), before, limit)
			.stream()
			.filter((request) -> workers.inHandOf(request.id()).isEmpty())
			.toList();
		Map<RequestId, Instant> since = new HashMap<>();
		suspects.forEach((request) -> since.put(request.id(), this.suspectedSince.getOrDefault(request.id(), now)));
		List<InFlightRequest> lost = suspects.stream()
			.filter((request) -> isLost(since.getOrDefault(request.id(), now), now))
			.toList();
		if (!lost.isEmpty()) {
			publishAgain(lost);
		}
		return since;
	}

	private boolean isLost(Instant suspectedSince, Instant now) {
		return !suspectedSince.plus(SECOND_LOOK).isAfter(now) && this.sights.isHomeSince(suspectedSince);
	}

	private void publishAgain(List<InFlightRequest> lost) {
		int count = this.outbox.redrive(lost).join();
		this.settings.meters()
			.counter("asyncreply.requests.redriven", "operation", this.destination.operation())
			.increment(count);
		logger.warn("The broker has lost {} requests of {}, which are published again", count,
				this.destination.queue());
	}

	/**
	 * What all queues have in common.
	 *
	 * @param batch most requests that are published again at once
	 * @param meters count them
	 */
	record RecoverySettings(int batch, MeterRegistry meters) {

	}

}
