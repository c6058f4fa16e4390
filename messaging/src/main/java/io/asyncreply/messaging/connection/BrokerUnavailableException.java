package io.asyncreply.messaging.connection;

/**
 * Says that no channel to the broker can be had at the moment.
 */
public class BrokerUnavailableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public BrokerUnavailableException(String message, Throwable cause) {
		super(message, cause);
	}

}
