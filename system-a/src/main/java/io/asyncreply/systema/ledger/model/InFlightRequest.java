package io.asyncreply.systema.ledger.model;

import java.time.Instant;

import io.asyncreply.messages.RequestId;

/**
 * A sent request without a reply.
 *
 * @param id the request
 * @param attempt the current attempt
 * @param sentAt the time of the publisher confirm
 */
public record InFlightRequest(RequestId id, int attempt, Instant sentAt) {

}
