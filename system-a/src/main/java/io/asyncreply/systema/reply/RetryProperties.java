package io.asyncreply.systema.reply;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How often and when a retryable failure is tried again.
 *
 * @param attempts most attempts of one request
 * @param base the pause after the first attempt; each further one is twice as long
 * @param cap the longest pause
 */
@Validated
@ConfigurationProperties("asyncreply.retry")
record RetryProperties(@DefaultValue("5") @Min(1) @Max(1_000) int attempts,
		@DefaultValue("500ms") @DurationMin(millis = 1) Duration base,
		@DefaultValue("60s") @DurationMin(millis = 1) Duration cap) {

	private static final int MOST_DOUBLINGS = 30;

	boolean allowsAfter(int attempt) {
		return attempt < this.attempts;
	}

	/**
	 * Computes the pause after an attempt: exponential backoff with equal jitter, half of
	 * it fixed and half by chance.
	 * @param attempt the attempt that failed
	 * @return the pause, at most the cap
	 */
	Duration pauseAfter(int attempt) {
		double doubled = (double) this.base.toMillis() * (1L << Math.min(attempt - 1, MOST_DOUBLINGS));
		long whole = (long) Math.min((double) this.cap.toMillis(), doubled);
		return Duration.ofMillis(whole / 2 + ThreadLocalRandom.current().nextLong(whole / 2 + 1));
	}

}
