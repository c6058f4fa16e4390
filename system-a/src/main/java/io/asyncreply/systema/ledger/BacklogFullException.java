package io.asyncreply.systema.ledger;

/**
 * Says that the ledger holds as many open requests as it may; nothing was stored.
 */
public class BacklogFullException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	BacklogFullException(String message) {
		super(message);
	}

}
