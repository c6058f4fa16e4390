package io.asyncreply.systema.ledger;

import io.asyncreply.messages.Lane;

/**
 * The queue that a request goes to.
 *
 * @param operation what is asked for
 * @param lane the lane
 */
public record Destination(String operation, Lane lane) {

}
