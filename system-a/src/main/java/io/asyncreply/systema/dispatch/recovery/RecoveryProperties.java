package io.asyncreply.systema.dispatch.recovery;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * When requests that the broker has lost are published again.
 *
 * @param quietPeriod how long a queue has to be calm, and what "clearly later" is; not
 * less than a confirm may be late
 * @param maxRepublished most requests of one queue that are published again every five
 * seconds
 */
@Validated
@ConfigurationProperties("asyncreply.recovery")
record RecoveryProperties(@DefaultValue("15s") @DurationMin(millis = 100) Duration quietPeriod,
		@DefaultValue("2000") @Min(1) @Max(20_000) int maxRepublished) {

}
