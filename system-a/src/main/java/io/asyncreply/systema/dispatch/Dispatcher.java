package io.asyncreply.systema.dispatch;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;

import io.asyncreply.messages.amqp.PublishOutcome;
import io.asyncreply.systema.ledger.Outbox;
import io.asyncreply.systema.ledger.Unsent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has one request published and tells the outbox what became of it.
 */
final class Dispatcher {

	private static final Logger logger = LoggerFactory.getLogger(Dispatcher.class);

	private static final Duration UNTIL_IT_IS_EXPIRED = Duration.ofSeconds(2);

	private final Outbox outbox;

	private final RequestPublisher requests;

	private final Settings settings;

	Dispatcher(Outbox outbox, RequestPublisher requests, Settings settings) {
		this.outbox = outbox;
		this.requests = requests;
		this.settings = settings;
	}

	/**
	 * Publishes a request, unless its deadline has passed, which the ledger will notice,
	 * or the broker is left alone: one message finds out whether it is back, not a page.
	 * @param request what to publish
	 * @return completed once the ledger knows
	 */
	CompletableFuture<?> dispatch(Unsent request) {
		if (!this.settings.clock().instant().isBefore(request.deadline())) {
			return this.outbox.postpone(request, UNTIL_IT_IS_EXPIRED);
		}
		if (!this.settings.pause().isOver()) {
			return this.outbox.postpone(request, Duration.ZERO);
		}
		try {
			return this.requests.publish(request).thenCompose((outcome) -> settle(request, outcome));
		}
		catch (RuntimeException ex) {
			logger.error("Request {} was not published and will be tried again", request.id(), ex);
			return this.outbox.postpone(request, returnDelay());
		}
	}

	private CompletableFuture<?> settle(Unsent request, PublishOutcome outcome) {
		return switch (outcome) {
			case CONFIRMED -> {
				this.settings.pause().succeeded();
				this.outbox.sent(request.id(), request.attempt(), request.lane());
				yield CompletableFuture.completedFuture(null);
			}
			case RETURNED, REFUSED -> this.outbox.postpone(request, returnDelay());
			case UNKNOWN -> {
				this.settings.pause().failed();
				yield this.outbox.postpone(request, Duration.ZERO);
			}
		};
	}

	private Duration returnDelay() {
		long millis = this.settings.returnDelay().toMillis();
		return Duration.ofMillis(millis + ThreadLocalRandom.current().nextLong(millis));
	}

	/**
	 * What a dispatcher goes by.
	 *
	 * @param clock tells what is past its deadline
	 * @param pause hears how the broker does
	 * @param returnDelay the shortest time until a request that no queue took is
	 * published again
	 */
	record Settings(Clock clock, BrokerPause pause, Duration returnDelay) {

	}

}
