package io.asyncreply.systema.ledger.model;

import java.time.Instant;

import io.asyncreply.messages.RequestId;

/**
 * A request that was sent and has no answer yet.
 *
 * @param id its id
 * @param attempt its current attempt
 * @param sentAt when the broker confirmed it
 */
public record InFlightRequest(RequestId id, int attempt, Instant sentAt) {

}
