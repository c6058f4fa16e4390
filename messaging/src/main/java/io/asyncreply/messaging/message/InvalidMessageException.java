package io.asyncreply.messaging.message;

/**
 * Thrown if a message violates the contract and therefore cannot be assigned to a
 * request.
 */
public class InvalidMessageException extends Exception {

	private static final long serialVersionUID = 1L;

	private final InvalidMessageReason invalidMessageReason;

	InvalidMessageException(InvalidMessageReason invalidMessageReason, String message) {
		super(message);
		this.invalidMessageReason = invalidMessageReason;
	}

	/**
	 * Returns why the message is invalid.
	 * @return reason for metrics and headers
	 */
	public InvalidMessageReason reason() {
		return this.invalidMessageReason;
	}

	/** Reason why a message is invalid. */
	public enum InvalidMessageReason {

		/** Larger than any message of the contract. */
		TOO_LARGE,

		/** Content type or encoding is not JSON in UTF-8. */
		CONTENT_TYPE,

		/** Property {@code user-id} is missing. */
		USER_ID,

		/** Message id and correlation id are not the same request id. */
		CORRELATION,

		/** Type is not allowed on this queue. */
		TYPE,

		/** Header {@code attempt} of a reply is not a number from 1. */
		ATTEMPT,

		/** Header {@code deadline} is missing or not a number. */
		DEADLINE,

		/** Body is not the expected JSON. */
		BODY,

		/** Result does not fit the result record of the operation. */
		RESULT,

		/** Reply names another operation than that of the request. */
		OPERATION,

		/** Request id is unknown. */
		UNKNOWN_REQUEST;

		/**
		 * Returns the name in metrics and headers.
		 * @return the name in lower case, words joined by hyphens
		 */
		public String label() {
			return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
		}

	}

}
