package io.asyncreply.systema.ledger.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection of the writer and its prepared statements. It is reopened after a
 * failure. Used by the writer thread only.
 */
public final class WriteSession implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(WriteSession.class);

	private final DataSource source;

	private final Dialect dialect;

	private final Map<String, PreparedStatement> statements = new HashMap<>();

	private final Map<RowStatement, DeferredStatement> deferredStatements = new LinkedHashMap<>();

	private @Nullable Connection connection;

	public WriteSession(DataSource source, Dialect dialect) {
		this.source = source;
		this.dialect = dialect;
	}

	public Dialect dialect() {
		return this.dialect;
	}

	/**
	 * Begins a transaction, and waits for the write lock if the database has one.
	 * @throws StorageFaultException if nothing may be committed
	 * @throws SQLException if the lock is not free in time
	 */
	public void begin() throws SQLException {
		String fault = this.dialect.storageFault();
		if (fault != null) {
			throw new StorageFaultException(fault);
		}
		String lockSql = this.dialect.writeLockStatement();
		if (lockSql != null) {
			prepare(lockSql).executeUpdate();
		}
	}

	/**
	 * Prepares a statement, once per connection.
	 * @param sql the SQL
	 * @return the prepared statement, with the parameters of its last use
	 * @throws SQLException if the database rejects the SQL
	 */
	public PreparedStatement prepare(String sql) throws SQLException {
		PreparedStatement statement = this.statements.get(sql);
		if (statement == null) {
			statement = connection().prepareStatement(sql);
			this.statements.put(sql, statement);
		}
		return statement;
	}

	/**
	 * Creates a row change that is deferred to the end of the transaction.
	 * @param rowStatement the SQL
	 * @return the row; the caller has to add its parameters
	 * @throws SQLException if the database rejects the SQL
	 */
	public DeferredStatement.DeferredRow defer(RowStatement rowStatement) throws SQLException {
		DeferredStatement deferredStatement = this.deferredStatements.get(rowStatement);
		if (deferredStatement == null) {
			deferredStatement = this.dialect.deferredStatement(rowStatement, this);
			this.deferredStatements.put(rowStatement, deferredStatement);
		}
		return deferredStatement.newRow();
	}

	/**
	 * Executes the deferred changes, before the commit.
	 * @throws SQLException if one of them fails
	 */
	public void flush() throws SQLException {
		for (DeferredStatement deferredStatement : this.deferredStatements.values()) {
			deferredStatement.flush();
		}
	}

	public void commit() throws SQLException {
		connection().commit();
	}

	/** Rolls back the transaction, and closes the connection if that fails. */
	public void rollback() {
		try {
			for (DeferredStatement deferredStatement : this.deferredStatements.values()) {
				deferredStatement.discard();
			}
			if (this.connection != null) {
				this.connection.rollback();
			}
		}
		catch (SQLException ex) {
			logger.debug("The rollback failed, so the connection is reopened: {}", ex.getMessage());
			close();
		}
	}

	@Override
	public void close() {
		this.statements.clear();
		this.deferredStatements.clear();
		Connection current = this.connection;
		this.connection = null;
		if (current != null) {
			try {
				current.close();
			}
			catch (SQLException ex) {
				logger.debug("Closing the connection failed: {}", ex.getMessage());
			}
		}
	}

	private Connection connection() throws SQLException {
		Connection current = this.connection;
		if (current == null) {
			current = this.source.getConnection();
			try {
				requireDurable(current);
				execute(current, this.dialect.initStatements());
				current.setAutoCommit(false);
			}
			catch (SQLException | RuntimeException ex) {
				current.close();
				throw ex;
			}
			this.connection = current;
		}
		return current;
	}

	private void requireDurable(Connection newConnection) throws SQLException {
		for (Map.Entry<String, Set<String>> setting : this.dialect.durabilityChecks().entrySet()) {
			try (Statement statement = newConnection.createStatement();
					ResultSet row = statement.executeQuery(setting.getKey())) {
				String value = row.next() ? row.getString(1) : "nothing";
				if (!setting.getValue().contains(value)) {
					throw new NotDurableException(setting.getKey(), value, setting.getValue());
				}
			}
		}
	}

	private static void execute(Connection newConnection, List<String> settings) throws SQLException {
		try (Statement statement = newConnection.createStatement()) {
			for (String setting : settings) {
				statement.execute(setting);
			}
		}
	}

}
