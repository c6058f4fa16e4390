package io.asyncreply.systema.ledger.model;

import java.time.Instant;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * A confirmed publish.
 *
 * @param id the request
 * @param attempt the attempt that was published
 * @param lane the lane of the queue that accepted it
 * @param confirmedAt the time of the confirm, in whole microseconds
 * @param request the row at the time of the publish, null if it is unknown
 */
public record SentMark(RequestId id, int attempt, Lane lane, Instant confirmedAt, @Nullable StoredRequest request) {

}
