package io.asyncreply.systema.ledger.maintenance;

import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long what has ended is remembered.
 *
 * @param requests requests with their payloads and results, counted from their end; a
 * question after one that was purged is answered with 410
 * @param tombstones that there was a request, counted from its purge; after this the
 * answer is 404
 * @param pause how often the ledger looks for what it may forget
 */
@Validated
@ConfigurationProperties("asyncreply.retention")
public record RetentionProperties(@DefaultValue("7d") @DurationMin(seconds = 1) Duration requests,
		@DefaultValue("30d") @DurationMin(seconds = 1) Duration tombstones,
		@DefaultValue("10s") @DurationMin(millis = 100) Duration pause) {

}
