package io.asyncreply.messaging.message;

import java.util.Locale;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.Lane;

/**
 * Last death of a message, from the header {@code x-death} of the broker.
 *
 * @param cause why the broker removed the message
 * @param queue queue from which the broker removed it
 */
public record DeadLetter(DeathCause cause, String queue) {

	private static final String SUSPECT_SUFFIX = AmqpNames.requestQueue("", Lane.SUSPECT)
		.substring(AmqpNames.requestQueue("", Lane.INTERACTIVE).length());

	/** Whether the message was in the suspect queue of an operation. */
	public boolean isFromSuspectQueue() {
		return this.queue.endsWith(SUSPECT_SUFFIX);
	}

	/** Why the broker removed a message from its queue. */
	public enum DeathCause {

		/** The message was in the queue for longer than its time to live. */
		EXPIRED("expired"),

		/** The queue was longer than its maximum. */
		MAX_LENGTH("maxlen"),

		/** A consumer rejected the message. */
		REJECTED("rejected"),

		/** The message was returned to the queue too often. */
		DELIVERY_LIMIT("delivery_limit"),

		/** A cause that this version does not know. */
		OTHER("");

		private final String reason;

		DeathCause(String reason) {
			this.reason = reason;
		}

		static DeathCause of(String reason) {
			for (DeathCause cause : values()) {
				if (cause.reason.equals(reason)) {
					return cause;
				}
			}
			return OTHER;
		}

		/**
		 * Returns the name in metrics.
		 * @return the name in lower case, words joined by hyphens
		 */
		public String label() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

	}

}
