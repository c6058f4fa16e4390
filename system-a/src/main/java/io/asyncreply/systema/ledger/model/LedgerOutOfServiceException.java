package io.asyncreply.systema.ledger.model;

import org.jspecify.annotations.Nullable;

/**
 * Signals that nothing was stored, because the files of the ledger are not those that
 * System A opened, or because another ledger owns the virtual host. The message names the
 * fault.
 */
public final class LedgerOutOfServiceException extends LedgerUnavailableException {

	private static final long serialVersionUID = 1L;

	public LedgerOutOfServiceException(String fault, @Nullable Throwable cause) {
		super(fault, cause);
	}

}
