package io.asyncreply.systema.ledger.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A prepared statement with parameters that are bound in their order.
 */
public final class BoundStatement extends ParameterBinder<BoundStatement> {

	private final PreparedStatement statement;

	public BoundStatement(WriteSession session, String sql) throws SQLException {
		this.statement = session.prepare(sql);
	}

	@Override
	BoundStatement set(int index, @Nullable Object value, int type) throws SQLException {
		this.statement.setObject(index, value, type);
		return this;
	}

	/**
	 * Executes an update.
	 * @return the number of changed rows
	 */
	public int update() throws SQLException {
		return this.statement.executeUpdate();
	}

	ResultSet query() throws SQLException {
		return this.statement.executeQuery();
	}

	/** Reads the first row of a query. */
	public <T> Optional<T> first(RowReader<T> rowReader) throws SQLException {
		return list(rowReader).stream().findFirst();
	}

	/** Reads all rows of a query. */
	public <T> List<T> list(RowReader<T> rowReader) throws SQLException {
		List<T> results = new ArrayList<>();
		try (ResultSet row = query()) {
			while (row.next()) {
				results.add(rowReader.read(row));
			}
		}
		return results;
	}

	/**
	 * Maps a row to a result.
	 *
	 * @param <T> the type of the result
	 */
	public interface RowReader<T> {

		T read(ResultSet row) throws SQLException;

	}

}
