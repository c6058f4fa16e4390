package io.asyncreply.systema.ledger.model;

import java.time.Instant;

import io.asyncreply.messages.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * A sent attempt without a reply.
 *
 * @param id the request
 * @param attempt the current attempt
 * @param sentAt the time of the publisher confirm; null if any publish of the attempt is
 * meant
 * @param republished how often the request was republished in its generation
 */
public record InFlightRequest(RequestId id, int attempt, @Nullable Instant sentAt, int republished) {

}
