package io.asyncreply.messages;

/**
 * Request queue: one lane of one operation.
 *
 * @param operation name of the operation
 * @param lane lane of the operation
 */
public record RequestQueue(String operation, Lane lane) {

	/** Returns the name of the queue on the broker. */
	public String name() {
		return AmqpNames.requestQueue(this.operation, this.lane);
	}

}
