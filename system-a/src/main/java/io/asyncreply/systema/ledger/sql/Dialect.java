package io.asyncreply.systema.ledger.sql;

import java.io.Closeable;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * Where the databases differ.
 */
public sealed interface Dialect permits SqliteDialect, PostgresqlDialect {

	/**
	 * Finds the dialect of a database.
	 * @param url its JDBC URL
	 * @return the dialect
	 * @throws IllegalStateException if the ledger does not know the database
	 */
	static Dialect of(String url) {
		if (url.startsWith(SqliteDialect.URL_PREFIX)) {
			return new SqliteDialect(url);
		}
		if (url.startsWith(PostgresqlDialect.URL_PREFIX)) {
			return new PostgresqlDialect();
		}
		throw new IllegalStateException("The ledger needs SQLite or PostgreSQL, but spring.datasource.url is '" + url
				+ "': only their durability has been proven");
	}

	/** Prepares the place of an embedded database. */
	void prepareStorage();

	/**
	 * Makes sure that nobody else uses the database, if it is not made to be shared.
	 * @return what lets others in when it is closed
	 */
	Closeable lockExclusively();

	/** Whether several instances may use the database at once. */
	boolean supportsMultipleInstances();

	/** An expression for the database's own time in microseconds. */
	String nowExpression();

	/**
	 * An update of nothing with which a transaction that is going to write begins, so
	 * that it waits its turn where only one may write; null where several may.
	 */
	@Nullable String writeLockStatement();

	/**
	 * A condition that a column is one of a query's values, for which the query runs
	 * once.
	 * @param subquery gives a page of values
	 */
	String inSubquery(String subquery);

	/** What makes a query pass over rows that others are changing. */
	String skipLockedClause();

	/**
	 * Makes a place for changes that are left for the end of a transaction.
	 * @param rowStatement what is changed
	 * @param session where they are made
	 */
	DeferredStatement deferredStatement(RowStatement rowStatement, WriteSession session) throws SQLException;

	/**
	 * A query for each setting that decides whether a commit is on disk, and its good
	 * values.
	 */
	Map<String, Set<String>> durabilityChecks();

	/** What keeps the database's log short, to be run now and then. */
	List<String> checkpointStatements();

	/** What every connection is opened with. */
	Map<String, String> connectionProperties();

	/** The same for one that changes the schema, which may take as long as it takes. */
	Map<String, String> migrationProperties();

	/** What the connections of the writer and of the readers are told first. */
	List<String> initStatements();

}
