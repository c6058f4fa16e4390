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
 * Has requests published and tells the outbox what became of them.
 */
final class Dispatcher {

	private static final Logger logger = LoggerFactory.getLogger(Dispatcher.class);

	private static final Duration EXPIRY_DELAY = Duration.ofSeconds(2);

	private static final Duration FAILURE_DELAY = Duration.ofSeconds(2);

	private static final CompletableFuture<?> COMPLETED = CompletableFuture.completedFuture(null);

	private final Outbox outbox;

	private final RequestPublisher publisher;

	private final DispatcherDependencies dependencies;

	Dispatcher(Outbox outbox, RequestPublisher requests, DispatcherDependencies dependencies) {
		this.outbox = outbox;
		this.publisher = requests;
		this.dependencies = dependencies;
	}

	/**
	 * Publishes requests in one message, except those whose deadline has passed, which
	 * the ledger will notice, and unless the broker or their queue is left alone: one
	 * message finds out whether it is back, not a page.
	 * @param batch what to publish, all to one queue
	 * @return completed once the ledger knows
	 */
	CompletableFuture<?> dispatch(List<OutboxEntry> batch) {
		Instant now = this.dependencies.clock().instant();
		Map<Boolean, List<OutboxEntry>> byDue = batch.stream()
			.collect(Collectors.partitioningBy((request) -> now.isBefore(request.deadline())));
		List<OutboxEntry> due = byDue.getOrDefault(true, List.of());
		return CompletableFuture.allOf(postpone(byDue.getOrDefault(false, List.of()), EXPIRY_DELAY),
				due.isEmpty() ? COMPLETED : dispatchDue(due));
	}

	private CompletableFuture<?> dispatchDue(List<OutboxEntry> batch) {
		if (!this.dependencies.brokerBackoff().isPublishingAllowed()) {
			return postpone(batch, Duration.ZERO);
		}
		Duration backoff = this.dependencies.queueBackoff().backoff(batch.get(0).queue());
		if (!backoff.isZero()) {
			return postpone(batch, backoff);
		}
		try {
			return this.publisher.publish(batch).thenCompose((outcome) -> recordOutcome(batch, outcome));
		}
		catch (RuntimeException ex) {
			logger.error("Request {} and {} others were not published and will be tried again", batch.get(0).id(),
					batch.size() - 1, ex);
			return postpone(batch, FAILURE_DELAY);
		}
	}

	private CompletableFuture<?> recordOutcome(List<OutboxEntry> batch, PublishOutcome outcome) {
		RequestQueue requestQueue = batch.get(0).queue();
		return switch (outcome) {
			case CONFIRMED -> {
				this.dependencies.brokerBackoff().onSuccess();
				this.dependencies.queueBackoff().onAccepted(requestQueue, batch.size());
				batch.forEach(this.outbox::markSent);
				yield COMPLETED;
			}
			case RETURNED, REFUSED -> {
				this.dependencies.queueBackoff().onRejected(requestQueue);
				yield postpone(batch, this.dependencies.queueBackoff().backoff(requestQueue));
			}
			case UNKNOWN -> {
				this.dependencies.brokerBackoff().onFailure();
				yield postpone(batch, Duration.ZERO);
			}
		};
	}

	private CompletableFuture<?> postpone(List<OutboxEntry> requests, Duration delay) {
		return CompletableFuture.allOf(requests.stream()
			.map((request) -> this.outbox.postpone(request, delay))
			.toArray(CompletableFuture<?>[]::new));
	}

	/**
	 * What a dispatcher goes by.
	 *
	 * @param clock tells what is past its deadline
	 * @param brokerBackoff hears how the broker does
	 * @param queueBackoff hear how each queue does
	 */
	record DispatcherDependencies(Clock clock, BrokerBackoff brokerBackoff, QueueBackoff queueBackoff) {

	}

}
