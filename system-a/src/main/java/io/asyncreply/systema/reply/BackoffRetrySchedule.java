package io.asyncreply.systema.reply;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import io.asyncreply.systema.ledger.spi.RetrySchedule;
import io.asyncreply.systema.reply.RetryProperties.OperationRetry;
import org.jspecify.annotations.Nullable;

/**
 * Decides on retries by their number, with exponential backoff and equal jitter: half of
 * the delay is fixed, half is random.
 */
final class BackoffRetrySchedule implements RetrySchedule {

	private static final OperationRetry NO_OVERRIDES = new OperationRetry(null, null, null);

	private static final int MAX_DOUBLINGS = 30;

	private final RetryProperties properties;

	BackoffRetrySchedule(RetryProperties properties) {
		this.properties = properties;
	}

	@Override
	public Optional<Duration> nextDelay(String operation, int attempts) {
		OperationRetry specific = this.properties.operations().getOrDefault(operation, NO_OVERRIDES);
		if (attempts >= orDefault(specific.attempts(), this.properties.attempts())) {
			return Optional.empty();
		}
		double exponentialMillis = (double) orDefault(specific.base(), this.properties.base()).toMillis()
				* (1L << Math.min(attempts - 1, MAX_DOUBLINGS));
		long backoffMillis = (long) Math.min((double) orDefault(specific.cap(), this.properties.cap()).toMillis(),
				exponentialMillis);
		return Optional
			.of(Duration.ofMillis(backoffMillis / 2 + ThreadLocalRandom.current().nextLong(backoffMillis / 2 + 1)));
	}

	private static <T> T orDefault(@Nullable T specific, T general) {
		return (specific != null) ? specific : general;
	}

}
