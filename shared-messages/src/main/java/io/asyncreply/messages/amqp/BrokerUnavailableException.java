package io.asyncreply.messages.amqp;

/**
 * Says that no channel to the broker can be had at the moment.
 */
public class BrokerUnavailableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	BrokerUnavailableException(String message, Throwable cause) {
		super(message, cause);
	}

}
