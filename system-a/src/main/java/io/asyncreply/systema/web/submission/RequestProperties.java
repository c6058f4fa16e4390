package io.asyncreply.systema.web.submission;

import java.time.Duration;

import io.asyncreply.systema.web.body.BodyLimits;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of submissions and waits.
 *
 * @param maxBodyBytes longest body of a submission in bytes; longer ones are rejected
 * with 413
 * @param bodyTimeout longest time to send the body; slower calls are rejected with 408
 * @param minBodyRate bytes per second that must arrive on average after the first 5 s of
 * a body; slower calls are rejected with 408
 * @param maxUnfinishedBodies most bodies that have not arrived completely; further calls
 * are rejected with 503; default is 4,096 or as many as fit the heap
 * @param defaultDeadline deadline of requests without one, counted from the submission
 * @param maxDeadline latest deadline that a caller can set, counted from the submission
 * @param maxWait longest wait of {@code Prefer: wait=N}; longer ones are reduced to it
 */
@Validated
@ConfigurationProperties("asyncreply.requests")
public record RequestProperties(@DefaultValue("1048576") @Min(1) @Max(1_048_576) int maxBodyBytes,
		@DefaultValue("30s") @DurationMin(seconds = 1) Duration bodyTimeout, @DefaultValue("500B") DataSize minBodyRate,
		@Min(1) @Nullable Integer maxUnfinishedBodies,
		@DefaultValue("24h") @DurationMin(seconds = 1) Duration defaultDeadline,
		@DefaultValue("7d") @DurationMin(seconds = 1) @DurationMax(days = 366) Duration maxDeadline,
		@DefaultValue("60s") @DurationMin(seconds = 0) @DurationMax(hours = 1) Duration maxWait) {

	BodyLimits bodyLimits() {
		return new BodyLimits(this.maxBodyBytes, this.bodyTimeout, this.minBodyRate);
	}

	@AssertTrue(message = "the default deadline must not be later than the maximum")
	boolean isDefaultDeadlineAllowed() {
		return this.defaultDeadline.compareTo(this.maxDeadline) <= 0;
	}

}
