package io.asyncreply.messaging.publish;

import java.util.Locale;

/**
 * Outcome of a publish.
 */
public enum PublishOutcome {

	/** A queue of the broker has stored the message. */
	CONFIRMED,

	/** The broker dropped the message, because no queue is bound. */
	RETURNED,

	/** The broker rejected the message (nack): the queue is full or unavailable. */
	REFUSED,

	/** The channel was lost or the confirm is overdue. */
	UNKNOWN;

	/**
	 * Returns the name in metrics.
	 * @return the name in lower case
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT);
	}

}
