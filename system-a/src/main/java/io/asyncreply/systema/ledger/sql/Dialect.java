package io.asyncreply.systema.ledger.sql;

import java.io.Closeable;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.asyncreply.messaging.startup.StartRefusedException;
import org.jspecify.annotations.Nullable;

/**
 * The differences between SQLite and PostgreSQL.
 */
public sealed interface Dialect permits SqliteDialect, PostgresqlDialect {

	/**
	 * Returns the dialect of a database.
	 * @param url the JDBC URL
	 * @return the dialect
	 * @throws StartRefusedException if the ledger does not support the database
	 */
	static Dialect of(String url) {
		if (url.startsWith(SqliteDialect.URL_PREFIX)) {
			return new SqliteDialect(url);
		}
		if (url.startsWith(PostgresqlDialect.URL_PREFIX)) {
			return new PostgresqlDialect();
		}
		throw new StartRefusedException(
				"The ledger does not support the database '" + url.replaceAll("[?;].*", "") + "'",
				"Set spring.datasource.url to jdbc:sqlite:FILE or jdbc:postgresql://HOST/DATABASE, whose durability is tested",
				null);
	}

	/** Creates the folders of an embedded database. */
	void prepareStorage();

	/**
	 * Locks the database against other instances, unless instances can share it.
	 * @return the lock, released when closed
	 * @throws StartRefusedException if another instance has the lock
	 */
	Closeable lockExclusively();

	/** Whether several instances can share the database. */
	boolean supportsMultipleInstances();

	/** An SQL expression for the database's clock in microseconds since the epoch. */
	String nowExpression();

	/**
	 * A statement at the start of a write transaction that changes no row and waits for
	 * the write lock of the database; null if the database has none.
	 */
	@Nullable String writeLockStatement();

	/**
	 * An SQL condition that a column has one of the values of a subquery, which is
	 * executed once.
	 * @param subquery the subquery
	 */
	String inSubquery(String subquery);

	/** The SQL clause that makes a query skip rows locked by other transactions. */
	String skipLockedClause();

	/**
	 * Creates a statement that is executed at the end of the transaction.
	 * @param rowStatement the SQL of one row
	 * @param session the session to execute it in
	 */
	DeferredStatement deferredStatement(RowStatement rowStatement, WriteSession session) throws SQLException;

	/**
	 * A query for each setting that decides whether a commit is synced to disk, with the
	 * durable values.
	 */
	Map<String, Set<String>> durabilityChecks();

	/**
	 * Returns the checkpoint to run once a second on a database that was locked; empty if
	 * the database runs its own.
	 */
	Optional<SqliteCheckpoint> checkpoint();

	/** Returns why nothing may be committed at the moment, null if there is no reason. */
	@Nullable String storageFault();

	/** Driver properties of the connections of the writer and of the readers. */
	Map<String, String> connectionProperties();

	/** Driver properties of the connection of a migration, without time limits. */
	Map<String, String> migrationProperties();

	/** Statements to execute on each new connection of the writer and of the readers. */
	List<String> initStatements();

}
