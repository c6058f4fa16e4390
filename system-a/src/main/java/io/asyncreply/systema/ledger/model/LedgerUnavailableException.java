package io.asyncreply.systema.ledger.model;

import org.jspecify.annotations.Nullable;

/**
 * Signals that the ledger did not confirm a commit, or could not be read. Whether a
 * change was stored is unknown. A caller can repeat it with the same idempotency key.
 */
public class LedgerUnavailableException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public LedgerUnavailableException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
