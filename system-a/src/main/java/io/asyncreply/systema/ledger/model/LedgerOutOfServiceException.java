package io.asyncreply.systema.ledger.model;

/**
 * Signals that nothing was stored, because the files of the ledger are not those that
 * System A opened. The message names the fault.
 */
public final class LedgerOutOfServiceException extends LedgerUnavailableException {

	private static final long serialVersionUID = 1L;

	public LedgerOutOfServiceException(String fault, Throwable cause) {
		super(fault, cause);
	}

}
