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
 * How often and when a retryable failure is tried again.
 *
 * @param attempts most attempts of one request, counted anew after a retry by hand
 * @param base the pause after the first attempt; each further one is twice as long
 * @param cap the longest pause
 * @param operations what differs for an operation, by its name
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
	 * Grants another attempt after a pause by exponential backoff with equal jitter, half
	 * of it fixed and half by chance.
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
	 * What differs for one operation; null where nothing does.
	 *
	 * @param attempts most attempts of one request
	 * @param base the pause after the first attempt
	 * @param cap the longest pause
	 */
	record OperationRetry(@Nullable @Min(1) @Max(1_000) Integer attempts,
			@Nullable @DurationMin(millis = 1) Duration base, @Nullable @DurationMin(millis = 1) Duration cap) {

	}

}
