package io.asyncreply.systema.ledger.model;

import io.asyncreply.messages.Lane;

/**
 * The number of open requests of a queue.
 *
 * @param operation the operation of the queue
 * @param lane the lane of the queue
 * @param open the open requests, at least 1
 */
public record OpenRequestCount(String operation, Lane lane, long open) {

}
