package io.asyncreply.systema.reply;

import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long finished work is waited for when replies cannot arrive.
 *
 * @param expiryGrace how long past its deadline a request that was sent is left open
 * while the replies are out of reach
 * @param drainTimeout how long after that the queue of replies may take to become empty,
 * before deadlines count again
 */
@Validated
@ConfigurationProperties("asyncreply.reply")
record ReplyProperties(@DefaultValue("10m") @DurationMin(millis = 0) Duration expiryGrace,
		@DefaultValue("60s") @DurationMin(millis = 0) Duration drainTimeout) {

}
