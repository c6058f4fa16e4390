package io.asyncreply.systema.ledger.sql;

import java.sql.SQLException;

/**
 * Signals that nothing may be committed, because the next start would not find it.
 */
public class StorageFaultException extends SQLException {

	private static final long serialVersionUID = 1L;

	StorageFaultException(String fault) {
		super(fault);
	}

}
