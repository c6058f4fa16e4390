package io.asyncreply.systema.ledger.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.asyncreply.systema.ledger.dao.RowMappers;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.jspecify.annotations.Nullable;

/**
 * Fills the parameters of a statement in their order and runs it.
 */
public final class BoundStatement extends ParameterBinder<BoundStatement> {

	private final PreparedStatement statement;

	public BoundStatement(WriteSession session, String sql) throws SQLException {
		this.statement = session.prepare(sql);
	}

	@Override
	BoundStatement set(int place, @Nullable Object value, int type) throws SQLException {
		this.statement.setObject(place, value, type);
		return this;
	}

	public int update() throws SQLException {
		return this.statement.executeUpdate();
	}

	ResultSet query() throws SQLException {
		return this.statement.executeQuery();
	}

	public Optional<StoredRequest> entry() throws SQLException {
		return first(RowMappers::entry);
	}

	public <T> Optional<T> first(RowReader<T> reader) throws SQLException {
		return list(reader).stream().findFirst();
	}

	public <T> List<T> list(RowReader<T> reader) throws SQLException {
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
	public interface RowReader<T> {

		T read(ResultSet row) throws SQLException;

	}

}
