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
 * One statement for all rows, with arrays as parameters. It saves the database the work
 * per statement: to bind it, to start it, and to check the partial indexes.
 */
final class UnnestStatement extends DeferredStatement {

	/** Limits the size of the arrays, which are a second copy of the values. */
	private static final int MAX_BYTES = 1024 * 1024;

	private final PreparedStatement statement;

	private final RowStatement rowStatement;

	private final List<List<@Nullable Object>> columns = new ArrayList<>();

	private int bufferedBytes;

	/**
	 * Prepares the statement.
	 * @param session the session to execute it in
	 * @param rowStatement the SQL
	 * @throws SQLException if the database rejects the SQL
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
		// The parameters of a row are one element of each array.
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
