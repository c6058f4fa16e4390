package io.asyncreply.messaging.connection;

/**
 * Thrown if no channel to the broker can be opened at the moment.
 */
public class BrokerUnavailableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public BrokerUnavailableException(String message, Throwable cause) {
		super(message, cause);
	}

}
