package io.asyncreply.messaging.publish;

import java.time.Duration;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of the publisher.
 *
 * @param window most unconfirmed publishes
 * @param confirmTimeout time after which the outcome of an unconfirmed publish is unknown
 * and it is published again
 */
@Validated
@ConfigurationProperties("asyncreply.publisher")
public record PublisherProperties(@DefaultValue("500") @Min(1) @Max(10_000) int window,
		@DefaultValue("10s") @DurationMin(seconds = 1) Duration confirmTimeout) {

}
