package io.asyncreply.systema.ledger.dao;

import io.asyncreply.messages.Lane;

/**
 * How many requests of a queue have not ended.
 *
 * @param operation their operation
 * @param lane their lane
 * @param open their number
 */
public record OpenRequestCount(String operation, Lane lane, long open) {

}
