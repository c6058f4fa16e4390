package io.asyncreply.systema.reply;

import java.time.Duration;
import java.util.Map;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the {@link BackoffRetrySchedule}.
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
		@DefaultValue Map<String, @Valid OperationRetry> operations) {

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
