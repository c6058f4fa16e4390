package io.asyncreply.systema.ledger;

import io.asyncreply.messages.Channels;
import io.asyncreply.messages.Lane;

/**
 * The queue that a request goes to.
 *
 * @param operation what is asked for
 * @param lane the lane
 */
public record Destination(String operation, Lane lane) {

	/** The queue's name. */
	public String queue() {
		return Channels.requests(this.operation, this.lane);
	}

}
