package io.asyncreply.systema.ledger.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One statement for all rows, whose parameters are arrays. It saves what a database does
 * for each statement: bind it, start it, see which of the partial indexes a row is in.
 */
final class UnnestStatement extends DeferredStatement {

	/** More are sent on, because an array is a copy of all that is in it. */
	private static final int MAX_BYTES = 1024 * 1024;

	private final PreparedStatement statement;

	private final RowStatement rowStatement;

	private final List<List<@Nullable Object>> columns = new ArrayList<>();

	private int bufferedBytes;

	/**
	 * Prepares the statement.
	 * @param session where it is executed
	 * @param rowStatement what it does
	 * @throws SQLException if the database refuses
	 */
	UnnestStatement(WriteSession session, RowStatement rowStatement) throws SQLException {
		this.statement = session.prepare(rowStatement.multiRowSql());
		this.rowStatement = rowStatement;
		rowStatement.types().forEach((columnType) -> this.columns.add(new ArrayList<>()));
	}

	@Override
	void set(int index, @Nullable Object value, int type) {
		this.columns.get(index - 1).add(value);
		if (value instanceof byte[] content) {
			this.bufferedBytes += content.length;
		}
	}

	@Override
	void addRow() {
		// The last value has ended the row.
	}

	@Override
	boolean isFull() {
		return this.bufferedBytes > MAX_BYTES;
	}

	@Override
	boolean[] execute(int count) throws SQLException {
		Connection connection = this.statement.getConnection();
		for (int i = 0; i < this.columns.size(); i++) {
			RowStatement.ColumnType columnType = this.rowStatement.types().get(i);
			this.statement.setArray(i + 1,
					connection.createArrayOf(columnType.postgresqlName(), columnType.toArray(this.columns.get(i))));
		}
		clear();
		boolean[] changed = new boolean[count];
		if (this.statement.execute()) {
			try (ResultSet ordinals = this.statement.getResultSet()) {
				while (ordinals.next()) {
					changed[ordinals.getInt(1) - 1] = true;
				}
			}
		}
		else {
			Arrays.fill(changed, true);
		}
		return changed;
	}

	@Override
	void clear() {
		this.columns.forEach(List::clear);
		this.bufferedBytes = 0;
	}

}
