package io.asyncreply.systema.ledger.commit;

import java.sql.SQLException;

import io.asyncreply.systema.ledger.dao.LedgerTransaction;

/**
 * The statements of one change.
 *
 * @param <T> the type of the result
 */
@FunctionalInterface
public interface TransactionWork<T> {

	T run(LedgerTransaction ledgerTransaction) throws SQLException;

}
