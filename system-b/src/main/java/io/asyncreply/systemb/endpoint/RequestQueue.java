package io.asyncreply.systemb.endpoint;

import io.asyncreply.messages.Channels;
import io.asyncreply.messages.Lane;

/**
 * One lane of one operation.
 *
 * @param operation the operation's name
 * @param lane the lane
 */
record RequestQueue(String operation, Lane lane) {

	String name() {
		return Channels.requests(this.operation, this.lane);
	}

}
