package io.asyncreply.messaging.json;

/**
 * Thrown if untrusted bytes are not the expected JSON. The message has the position and
 * at most 200 characters of the description of the parser.
 */
public class MalformedJsonException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Creates the exception.
	 * @param message description of the error
	 */
	public MalformedJsonException(String message) {
		super(message);
	}

	MalformedJsonException(String message, Throwable cause) {
		super(message, cause);
	}

}
