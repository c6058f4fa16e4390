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
 * The writer's one connection and its prepared statements; opened anew after a failure.
 * Belongs to the writer thread.
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
	 * Begins a transaction, and waits its turn if only one may write.
	 * @throws SQLException if the turn does not come
	 */
	public void begin() throws SQLException {
		String lockSql = this.dialect.writeLockStatement();
		if (lockSql != null) {
			prepare(lockSql).executeUpdate();
		}
	}

	/**
	 * Prepares a statement once per connection.
	 * @param sql the statement
	 * @return the prepared statement, with the parameters of its last use
	 * @throws SQLException if the database refuses
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
	 * Begins a change that is left for the end of the transaction.
	 * @param rowStatement what is changed
	 * @return takes its values
	 * @throws SQLException if the database refuses
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
	 * Makes the changes that were left for the end; comes before the commit.
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

	/**
	 * Undoes what is not committed; drops the connection if even that fails.
	 */
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
			logger.debug("Rollback failed, the connection is opened anew: {}", ex.getMessage());
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
				logger.debug("The connection did not close cleanly: {}", ex.getMessage());
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
