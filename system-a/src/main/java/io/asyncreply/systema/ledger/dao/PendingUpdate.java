package io.asyncreply.systema.ledger.dao;

import java.sql.SQLException;

/**
 * The result of an update that may be deferred to the end of the transaction.
 *
 * @param <T> the type of the result
 */
@FunctionalInterface
public interface PendingUpdate<T> {

	/**
	 * Reads the result, after the deferred statements were executed and before the
	 * commit. May execute further statements.
	 */
	T read() throws SQLException;

	/** Wraps a result that is already known. */
	static <T> PendingUpdate<T> of(T result) {
		return () -> result;
	}

}
