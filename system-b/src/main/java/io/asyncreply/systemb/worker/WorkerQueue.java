package io.asyncreply.systemb.worker;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.Lane;

/**
 * One lane of one operation.
 *
 * @param operation the operation's name
 * @param lane the lane
 */
public record WorkerQueue(String operation, Lane lane) {

	public String name() {
		return AmqpNames.requestQueue(this.operation, this.lane);
	}

}
