package io.asyncreply.messaging.json;

/**
 * Says that bytes from outside are not the JSON that was asked for; the message names the
 * place and never repeats more than a few characters of the input.
 */
public class MalformedJsonException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/**
	 * Makes the exception.
	 * @param message what is wrong
	 */
	public MalformedJsonException(String message) {
		super(message);
	}

	MalformedJsonException(String message, Throwable cause) {
		super(message, cause);
	}

}
