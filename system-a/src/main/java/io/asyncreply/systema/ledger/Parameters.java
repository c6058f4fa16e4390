package io.asyncreply.systema.ledger;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Fills the parameters of a statement in their order and runs it.
 */
final class Parameters extends Values<Parameters> {

	private final PreparedStatement statement;

	Parameters(LedgerSession session, String sql) throws SQLException {
		this.statement = session.prepare(sql);
	}

	@Override
	Parameters set(int place, @Nullable Object value, int type) throws SQLException {
		this.statement.setObject(place, value, type);
		return this;
	}

	int update() throws SQLException {
		return this.statement.executeUpdate();
	}

	ResultSet query() throws SQLException {
		return this.statement.executeQuery();
	}

	Optional<Entry> entry() throws SQLException {
		return first(Rows::entry);
	}

	<T> Optional<T> first(RowReader<T> reader) throws SQLException {
		return list(reader).stream().findFirst();
	}

	<T> List<T> list(RowReader<T> reader) throws SQLException {
		List<T> rows = new ArrayList<>();
		try (ResultSet row = query()) {
			while (row.next()) {
				rows.add(reader.read(row));
			}
		}
		return rows;
	}

	/**
	 * Reads one row.
	 *
	 * @param <T> what it becomes
	 */
	interface RowReader<T> {

		T read(ResultSet row) throws SQLException;

	}

}
