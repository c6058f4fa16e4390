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

	private static final Duration UNTIL_IT_IS_EXPIRED = Duration.ofSeconds(2);

	private static final Duration AFTER_A_FAILURE = Duration.ofSeconds(2);

	private static final CompletableFuture<?> DONE = CompletableFuture.completedFuture(null);

	private final Outbox outbox;

	private final RequestPublisher requests;

	private final DispatcherDependencies settings;

	Dispatcher(Outbox outbox, RequestPublisher requests, DispatcherDependencies settings) {
		this.outbox = outbox;
		this.requests = requests;
		this.settings = settings;
	}

	/**
	 * Publishes requests in one message, except those whose deadline has passed, which
	 * the ledger will notice, and unless the broker or their queue is left alone: one
	 * message finds out whether it is back, not a page.
	 * @param frame what to publish, all to one queue
	 * @return completed once the ledger knows
	 */
	CompletableFuture<?> dispatch(List<OutboxEntry> frame) {
		Instant now = this.settings.clock().instant();
		Map<Boolean, List<OutboxEntry>> byDemand = frame.stream()
			.collect(Collectors.partitioningBy((request) -> now.isBefore(request.deadline())));
		List<OutboxEntry> due = byDemand.getOrDefault(true, List.of());
		return CompletableFuture.allOf(postpone(byDemand.getOrDefault(false, List.of()), UNTIL_IT_IS_EXPIRED),
				due.isEmpty() ? DONE : dispatchDue(due));
	}

	private CompletableFuture<?> dispatchDue(List<OutboxEntry> frame) {
		if (!this.settings.pause().isOver()) {
			return postpone(frame, Duration.ZERO);
		}
		Duration rest = this.settings.destinations().rest(frame.get(0).destination());
		if (!rest.isZero()) {
			return postpone(frame, rest);
		}
		try {
			return this.requests.publish(frame).thenCompose((outcome) -> settle(frame, outcome));
		}
		catch (RuntimeException ex) {
			logger.error("Request {} and {} others were not published and will be tried again", frame.get(0).id(),
					frame.size() - 1, ex);
			return postpone(frame, AFTER_A_FAILURE);
		}
	}

	private CompletableFuture<?> settle(List<OutboxEntry> frame, PublishOutcome outcome) {
		RequestQueue destination = frame.get(0).destination();
		return switch (outcome) {
			case CONFIRMED -> {
				this.settings.pause().succeeded();
				this.settings.destinations().took(destination, frame.size());
				frame.forEach(this.outbox::sent);
				yield DONE;
			}
			case RETURNED, REFUSED -> {
				this.settings.destinations().refused(destination);
				yield postpone(frame, this.settings.destinations().rest(destination));
			}
			case UNKNOWN -> {
				this.settings.pause().failed();
				yield postpone(frame, Duration.ZERO);
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
	 * @param pause hears how the broker does
	 * @param destinations hear how each queue does
	 */
	record DispatcherDependencies(Clock clock, BrokerBackoff pause, QueueBackoff destinations) {

	}

}
