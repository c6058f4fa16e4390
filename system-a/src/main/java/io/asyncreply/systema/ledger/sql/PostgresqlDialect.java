package io.asyncreply.systema.ledger.sql;

import java.io.Closeable;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * For production and several instances.
 */
public final class PostgresqlDialect implements Dialect {

	static final String URL_PREFIX = "jdbc:postgresql:";

	@Override
	public void prepareStorage() {
		// The database prepares its own place.
	}

	@Override
	public Closeable lockExclusively() {
		return () -> {
		};
	}

	@Override
	public boolean supportsMultipleInstances() {
		return true;
	}

	@Override
	public String nowExpression() {
		return "cast(extract(epoch from clock_timestamp()) * 1000000 as bigint)";
	}

	@Override
	public @Nullable String writeLockStatement() {
		return null;
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * Of a join PostgreSQL may look at every open request and then whether the page has
	 * it, if there were few when the statistics were made.
	 */
	@Override
	public String inSubquery(String subquery) {
		return "= any (array(" + subquery + "))";
	}

	@Override
	public String skipLockedClause() {
		return "for update skip locked";
	}

	@Override
	public DeferredStatement deferredStatement(RowStatement rowStatement, WriteSession session) throws SQLException {
		return new UnnestStatement(session, rowStatement);
	}

	@Override
	public Map<String, Set<String>> durabilityChecks() {
		return Map.of("show fsync", Set.of("on"), "show synchronous_commit",
				Set.of("on", "local", "remote_write", "remote_apply"));
	}

	@Override
	public List<String> checkpointStatements() {
		return List.of();
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * A caller who comes while a statement waits for a dead network waits for that
	 * statement (10 s) and for the attempt to connect anew (5 s, of which the driver
	 * would spend 15 on the answers about encryption and the password alone).
	 */
	@Override
	public Map<String, String> connectionProperties() {
		Map<String, String> properties = new HashMap<>(migrationProperties());
		properties.putAll(Map.of("socketTimeout", "10", "options", "-c lock_timeout=2s -c statement_timeout=8s"));
		return properties;
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * An index of a great table takes minutes.
	 */
	@Override
	public Map<String, String> migrationProperties() {
		return Map.of("connectTimeout", "2", "loginTimeout", "5", "tcpKeepAlive", "true", "ApplicationName",
				"asyncreply-ledger");
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * Rows are found by an index, always. A plan that was made while the table was small,
	 * and is kept, would read the whole of it. Where there is no index, PostgreSQL up to
	 * 17 takes the scan for so dear that it would compile it (100 ms).
	 */
	@Override
	public List<String> initStatements() {
		return List.of("set enable_seqscan = off", "set jit = off");
	}

}
