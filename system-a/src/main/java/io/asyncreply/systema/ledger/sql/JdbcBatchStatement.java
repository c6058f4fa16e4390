package io.asyncreply.systema.ledger.sql;

import java.sql.PreparedStatement;
import java.sql.SQLException;

import org.jspecify.annotations.Nullable;

/**
 * One statement for each row, executed as a JDBC batch.
 */
final class JdbcBatchStatement extends DeferredStatement {

	private final PreparedStatement statement;

	JdbcBatchStatement(PreparedStatement statement) {
		this.statement = statement;
	}

	@Override
	void set(int index, @Nullable Object value, int type) throws SQLException {
		this.statement.setObject(index, value, type);
	}

	@Override
	void addRow() throws SQLException {
		this.statement.addBatch();
	}

	@Override
	boolean isFull() {
		return false;
	}

	@Override
	boolean[] execute(int count) throws SQLException {
		int[] updateCounts = this.statement.executeBatch();
		boolean[] changed = new boolean[count];
		for (int i = 0; i < count; i++) {
			changed[i] = updateCounts[i] != 0;
		}
		return changed;
	}

	@Override
	void clear() throws SQLException {
		this.statement.clearBatch();
	}

}
