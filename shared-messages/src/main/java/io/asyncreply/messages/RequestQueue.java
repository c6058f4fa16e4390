package io.asyncreply.messages;

/**
 * The queue that a request goes to.
 *
 * @param operation what is asked for
 * @param lane the lane
 */
public record RequestQueue(String operation, Lane lane) {

	/** The queue's name. */
	public String name() {
		return AmqpNames.requestQueue(this.operation, this.lane);
	}

}
