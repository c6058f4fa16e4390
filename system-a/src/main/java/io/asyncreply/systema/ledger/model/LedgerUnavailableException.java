package io.asyncreply.systema.ledger.model;

import org.jspecify.annotations.Nullable;

/**
 * Says that the ledger did not commit; whether it stored something is unknown, and the
 * caller may repeat with the same idempotency key.
 */
public class LedgerUnavailableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public LedgerUnavailableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
