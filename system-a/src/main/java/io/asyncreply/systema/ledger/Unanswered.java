package io.asyncreply.systema.ledger;

import java.time.Instant;

import io.asyncreply.messages.RequestId;

/**
 * A request that was sent and has no answer yet.
 *
 * @param id its id
 * @param attempt its current attempt
 * @param sentAt when the broker confirmed it
 */
public record Unanswered(RequestId id, int attempt, Instant sentAt) {

}
