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
	private static final int MOST_BYTES = 1024 * 1024;

	private final PreparedStatement statement;

	private final RowStatement change;

	private final List<List<@Nullable Object>> columns = new ArrayList<>();

	private int bytes;

	/**
	 * Prepares the statement.
	 * @param session where it is executed
	 * @param change what it does
	 * @throws SQLException if the database refuses
	 */
	UnnestStatement(WriteSession session, RowStatement change) throws SQLException {
		this.statement = session.prepare(change.ofMany());
		this.change = change;
		change.types().forEach((type) -> this.columns.add(new ArrayList<>()));
	}

	@Override
	void set(int place, @Nullable Object value, int type) {
		this.columns.get(place - 1).add(value);
		if (value instanceof byte[] content) {
			this.bytes += content.length;
		}
	}

	@Override
	void add() {
		// The last value has ended the row.
	}

	@Override
	boolean isFull() {
		return this.bytes > MOST_BYTES;
	}

	@Override
	boolean[] execute(int count) throws SQLException {
		Connection connection = this.statement.getConnection();
		for (int i = 0; i < this.columns.size(); i++) {
			RowStatement.ColumnType type = this.change.types().get(i);
			this.statement.setArray(i + 1,
					connection.createArrayOf(type.nameInPostgresql(), type.array(this.columns.get(i))));
		}
		clear();
		boolean[] changed = new boolean[count];
		if (this.statement.execute()) {
			try (ResultSet places = this.statement.getResultSet()) {
				while (places.next()) {
					changed[places.getInt(1) - 1] = true;
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
		this.bytes = 0;
	}

}
