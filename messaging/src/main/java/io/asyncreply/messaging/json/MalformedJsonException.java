package io.asyncreply.messaging.json;

/**
 * Thrown if untrusted bytes are not the expected JSON. The message uses words of JSON
 * only: it has no names of Java types.
 */
public class MalformedJsonException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	private final String path;

	/**
	 * Creates the exception.
	 * @param message description of the error
	 */
	public MalformedJsonException(String message) {
		super(message);
		this.path = "";
	}

	MalformedJsonException(String path, String message, Throwable cause) {
		super(message, cause);
		this.path = path;
	}

	/**
	 * Returns the value at fault.
	 * @return names and indexes from the root, for example {@code .lines[2].text}; empty
	 * for the whole document
	 */
	public String path() {
		return this.path;
	}

}
