package io.asyncreply.systema.dispatch;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.flow.Workers;
import io.asyncreply.systema.ledger.Destination;
import io.asyncreply.systema.ledger.LedgerUnavailableException;
import io.asyncreply.systema.ledger.Outbox;
import io.asyncreply.systema.ledger.Unanswered;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes requests of one queue again that the broker has lost: purged, deleted,
 * replaced by an empty one. A request is lost by {@link Evidence}, if no worker names it
 * in two looks some seconds apart, and all that was on its way home has arrived.
 */
final class Redrive {

	private static final Logger logger = LoggerFactory.getLogger(Redrive.class);

	/** Longer than a worker may hold a request without naming it. */
	private static final Duration SECOND_LOOK = Duration.ofSeconds(5);

	private final Destination destination;

	private final Evidence evidence;

	private final Sights sights;

	private final Outbox outbox;

	private final Settings settings;

	private Map<RequestId, Instant> suspectedSince = Map.of();

	Redrive(Destination destination, Evidence evidence, Sights sights, Outbox outbox, Settings settings) {
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
		Workers workers = this.sights.workers();
		int limit = this.settings.batch() + workers.crew(this.destination.queue()).inHand();
		List<Unanswered> suspects = this.outbox
			.findUnanswered(this.destination.operation(), this.destination.lane(), before, limit)
			.stream()
			.filter((request) -> workers.inHandOf(request.id()).isEmpty())
			.toList();
		Map<RequestId, Instant> since = new HashMap<>();
		suspects.forEach((request) -> since.put(request.id(), this.suspectedSince.getOrDefault(request.id(), now)));
		List<Unanswered> lost = suspects.stream()
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

	private void publishAgain(List<Unanswered> lost) {
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
	record Settings(int batch, MeterRegistry meters) {

	}

}
