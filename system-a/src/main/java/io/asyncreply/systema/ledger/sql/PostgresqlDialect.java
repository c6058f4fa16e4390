package io.asyncreply.systema.ledger.sql;

import java.io.Closeable;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL, which several instances can share.
 */
public final class PostgresqlDialect implements Dialect {

	static final String URL_PREFIX = "jdbc:postgresql:";

	@Override
	public void prepareStorage() {
		// The server creates its own files.
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
	 * For a join, PostgreSQL may read every open request and look it up in the page, if
	 * there were few when the statistics were made.
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
	public Optional<SqliteCheckpoint> checkpoint() {
		return Optional.empty();
	}

	@Override
	public @Nullable String storageFault() {
		return null;
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * The limits bound the wait of a caller while the network is down: 10 s for the
	 * running statement and 5 s for the new connection. None of them is a start-up
	 * parameter of the server, which PgBouncer would refuse. Without {@code loginTimeout}
	 * the driver could wait 15 s for the handshake alone.
	 */
	@Override
	public Map<String, String> connectionProperties() {
		Map<String, String> properties = new HashMap<>(migrationProperties());
		properties.put("socketTimeout", "10");
		return properties;
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * Without statement timeout, because creating an index of a large table takes
	 * minutes.
	 */
	@Override
	public Map<String, String> migrationProperties() {
		return Map.of("connectTimeout", "2", "loginTimeout", "5", "tcpKeepAlive", "true", "ApplicationName",
				"asyncreply-ledger");
	}

	/**
	 * {@inheritDoc}
	 * <p>
	 * Sequential scans are off, because a cached plan from when the table was small would
	 * read the whole table. The remaining scans then have a high estimated cost, and
	 * PostgreSQL up to 17 would compile them (100 ms). Compilation (JIT) is therefore
	 * off.
	 */
	@Override
	public List<String> initStatements() {
		return List.of("set lock_timeout = '2s'", "set statement_timeout = '8s'", "set enable_seqscan = off",
				"set jit = off");
	}

}
