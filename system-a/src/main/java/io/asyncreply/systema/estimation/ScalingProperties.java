package io.asyncreply.systema.estimation;

import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What an autoscaler is told.
 *
 * @param targetWait the longest wait that is wanted; as many workers are said to be
 * needed as drain a queue within it
 */
@Validated
@ConfigurationProperties("asyncreply.scaling")
public record ScalingProperties(@DefaultValue("30s") @DurationMin(seconds = 1) Duration targetWait) {

}
