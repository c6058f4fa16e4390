package io.asyncreply.systema.dispatch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

import io.asyncreply.messages.RequestQueue;
import io.asyncreply.messaging.publish.PublishOutcome;
import io.asyncreply.systema.ledger.Outbox;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes requests and reports the outcome to the outbox, {@link QueueBackoff} and
 * {@link BrokerBackoff}.
 */
final class Dispatcher {

	private static final Logger logger = LoggerFactory.getLogger(Dispatcher.class);

	private static final Duration EXPIRY_DELAY = Duration.ofSeconds(2);

	private static final Duration FAILURE_DELAY = Duration.ofSeconds(2);

	private static final CompletableFuture<?> COMPLETED = CompletableFuture.completedFuture(null);

	private final Outbox outbox;

	private final RequestPublisher publisher;

	private final Clock clock;

	private final BrokerBackoff brokerBackoff;

	private final QueueBackoff queueBackoff;

	Dispatcher(Outbox outbox, RequestPublisher publisher, Clock clock, BrokerBackoff brokerBackoff,
			QueueBackoff queueBackoff) {
		this.outbox = outbox;
		this.publisher = publisher;
		this.clock = clock;
		this.brokerBackoff = brokerBackoff;
		this.queueBackoff = queueBackoff;
	}

	/**
	 * Publishes requests in one message. Requests past their deadline are not published,
	 * because the ledger is about to expire them. During a backoff nothing is published,
	 * so that one message tests the broker or the queue afterwards, and not a whole page.
	 * @param batch the requests, all of one queue
	 * @return completed once the broker has confirmed, or the outbox has the requests
	 * back
	 */
	CompletableFuture<?> dispatch(List<OutboxEntry> batch) {
		Instant now = this.clock.instant();
		Map<Boolean, List<OutboxEntry>> byDue = batch.stream()
			.collect(Collectors.partitioningBy((request) -> now.isBefore(request.deadline())));
		List<OutboxEntry> due = byDue.getOrDefault(true, List.of());
		return CompletableFuture.allOf(postpone(byDue.getOrDefault(false, List.of()), EXPIRY_DELAY),
				due.isEmpty() ? COMPLETED : dispatchDue(due));
	}

	private CompletableFuture<?> dispatchDue(List<OutboxEntry> batch) {
		if (!this.brokerBackoff.isPublishingAllowed()) {
			return postpone(batch, Duration.ZERO);
		}
		Duration backoff = this.queueBackoff.backoff(batch.get(0).queue());
		if (!backoff.isZero()) {
			return postpone(batch, backoff);
		}
		try {
			return this.publisher.publish(batch).thenCompose((outcome) -> recordOutcome(batch, outcome));
		}
		catch (RuntimeException ex) {
			logger.error("Request {} and {} others were not published; they are published again later",
					batch.get(0).id(), batch.size() - 1, ex);
			return postpone(batch, FAILURE_DELAY);
		}
	}

	private CompletableFuture<?> recordOutcome(List<OutboxEntry> batch, PublishOutcome outcome) {
		RequestQueue requestQueue = batch.get(0).queue();
		return switch (outcome) {
			case CONFIRMED -> {
				this.brokerBackoff.onSuccess();
				this.queueBackoff.onAccepted(requestQueue, batch.size());
				batch.forEach(this.outbox::markSent);
				yield COMPLETED;
			}
			case RETURNED, REFUSED -> {
				this.queueBackoff.onRejected(requestQueue);
				yield postpone(batch, this.queueBackoff.backoff(requestQueue));
			}
			case UNKNOWN -> {
				this.brokerBackoff.onFailure();
				yield postpone(batch, Duration.ZERO);
			}
		};
	}

	private CompletableFuture<?> postpone(List<OutboxEntry> requests, Duration delay) {
		return CompletableFuture.allOf(requests.stream()
			.map((request) -> this.outbox.postpone(request, delay))
			.toArray(CompletableFuture<?>[]::new));
	}

}
