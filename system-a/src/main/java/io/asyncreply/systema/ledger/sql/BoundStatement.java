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
	BoundStatement set(int index, @Nullable Object value, int type) throws SQLException {
		this.statement.setObject(index, value, type);
		return this;
	}

	public int update() throws SQLException {
		return this.statement.executeUpdate();
	}

	ResultSet query() throws SQLException {
		return this.statement.executeQuery();
	}

	public Optional<StoredRequest> firstRequest() throws SQLException {
		return first(RowMappers::storedRequest);
	}

	public <T> Optional<T> first(RowReader<T> rowReader) throws SQLException {
		return list(rowReader).stream().findFirst();
	}

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
	 * Reads one row.
	 *
	 * @param <T> what it becomes
	 */
	public interface RowReader<T> {

		T read(ResultSet row) throws SQLException;

	}

}
