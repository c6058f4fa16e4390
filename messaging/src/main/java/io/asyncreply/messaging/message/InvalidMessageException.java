package io.asyncreply.messaging.message;

/**
 * Says that a message does not keep to the contract, so that nobody can attribute it.
 */
public class InvalidMessageException extends Exception {

	private static final long serialVersionUID = 1L;

	private final InvalidMessageReason invalidMessageReason;

	InvalidMessageException(InvalidMessageReason invalidMessageReason, String message) {
		super(message);
		this.invalidMessageReason = invalidMessageReason;
	}

	/**
	 * Tells what is wrong.
	 * @return the kind of fault, fit for a metric's tag
	 */
	public InvalidMessageReason reason() {
		return this.invalidMessageReason;
	}

	/**
	 * What can be wrong with a message.
	 */
	public enum InvalidMessageReason {

		/** Larger than anything we send. */
		TOO_LARGE,

		/** Not JSON by its content type or encoding. */
		CONTENT_TYPE,

		/** No user vouches for it. */
		USER_ID,

		/** Without the id of a request in both places. */
		CORRELATION,

		/** Of no type that belongs here. */
		TYPE,

		/** Without a deadline that is a time. */
		DEADLINE,

		/** The body is not the JSON it should be. */
		BODY,

		/** The id is of no request that is known. */
		UNKNOWN_REQUEST;

		/**
		 * Gives the name that metrics and headers use.
		 * @return the name in lower case, words joined by hyphens
		 */
		public String label() {
			return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
		}

	}

}
