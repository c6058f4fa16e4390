package io.asyncreply.messaging.publish;

import java.util.Locale;

/**
 * What became of a published message.
 */
public enum PublishOutcome {

	/** The broker has it on disk in a queue. */
	CONFIRMED,

	/** The broker has no queue for it and did not keep it. */
	RETURNED,

	/** The broker refused it: its queue is full or in trouble. */
	REFUSED,

	/** Nobody knows: the channel was lost, or the confirm is overdue. */
	UNKNOWN;

	/**
	 * Gives the name that metrics use.
	 * @return the name in lower case
	 */
	public String label() {
		return name().toLowerCase(Locale.ROOT);
	}

}
