package io.asyncreply.systema.web.http;

import java.time.Duration;

import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * Limits of responses that callers read slowly.
 *
 * @param maxUnsent most bytes of all responses together that callers have not read yet.
 * Further long responses are rejected with 503. The default is an eighth of the heap.
 * @param readerTimeout longest time in which a caller reads nothing of an unsent
 * response; afterwards it is disconnected
 */
@Validated
@ConfigurationProperties("asyncreply.responses")
public record ResponseProperties(@Nullable DataSize maxUnsent,
		@DefaultValue("60s") @DurationMin(seconds = 5) Duration readerTimeout) {

}
