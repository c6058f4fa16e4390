package io.asyncreply.systema.reply;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

import io.asyncreply.systema.ledger.spi.RetrySchedule;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Backoff of retries.
 *
 * @param attempts maximum number of attempts in one generation of a request
 * @param base backoff after the first attempt; doubles with each further attempt
 * @param cap maximum backoff
 * @param operations overrides by name of the operation
 */
@Validated
@ConfigurationProperties("asyncreply.retry")
record RetryProperties(@DefaultValue("5") @Min(1) @Max(1_000) int attempts,
		@DefaultValue("500ms") @DurationMin(millis = 1) Duration base,
		@DefaultValue("60s") @DurationMin(millis = 1) Duration cap,
		@DefaultValue Map<String, @Valid OperationRetry> operations) implements RetrySchedule {

	private static final OperationRetry NO_OVERRIDES = new OperationRetry(null, null, null);

	private static final int MAX_DOUBLINGS = 30;

	/**
	 * {@inheritDoc}
	 * <p>
	 * Exponential backoff with equal jitter: half of the delay is fixed, half is random.
	 */
	@Override
	public Optional<Duration> nextDelay(String operation, int attempts) {
		OperationRetry specific = this.operations.getOrDefault(operation, NO_OVERRIDES);
		if (attempts >= orDefault(specific.attempts(), this.attempts)) {
			return Optional.empty();
		}
		double exponentialMillis = (double) orDefault(specific.base(), this.base).toMillis()
				* (1L << Math.min(attempts - 1, MAX_DOUBLINGS));
		long backoffMillis = (long) Math.min((double) orDefault(specific.cap(), this.cap).toMillis(),
				exponentialMillis);
		return Optional
			.of(Duration.ofMillis(backoffMillis / 2 + ThreadLocalRandom.current().nextLong(backoffMillis / 2 + 1)));
	}

	private static <T> T orDefault(@Nullable T specific, T general) {
		return (specific != null) ? specific : general;
	}

	/**
	 * Overrides for one operation; null for the common value.
	 *
	 * @param attempts maximum number of attempts in one generation of a request
	 * @param base backoff after the first attempt
	 * @param cap maximum backoff
	 */
	record OperationRetry(@Nullable @Min(1) @Max(1_000) Integer attempts,
			@Nullable @DurationMin(millis = 1) Duration base, @Nullable @DurationMin(millis = 1) Duration cap) {

	}

}
