package io.asyncreply.systema.ledger.maintenance;

import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Retention of requests.
 *
 * @param requests time from the terminal state to the purge; afterwards the answer is 410
 * @param tombstones time from the purge to the deletion of the tombstone; afterwards the
 * answer is 404
 * @param pause pause between two purges
 */
@Validated
@ConfigurationProperties("asyncreply.retention")
public record RetentionProperties(@DefaultValue("7d") @DurationMin(seconds = 1) Duration requests,
		@DefaultValue("30d") @DurationMin(seconds = 1) Duration tombstones,
		@DefaultValue("10s") @DurationMin(millis = 100) Duration pause) {

}
