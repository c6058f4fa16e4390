package io.asyncreply.systema.ledger;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.asyncreply.messages.Json;
import io.asyncreply.messages.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * Fills the parameters of a statement in their order and runs it.
 */
final class Parameters {

	private final LedgerSession session;

	private final PreparedStatement statement;

	private int count;

	Parameters(LedgerSession session, String sql) throws SQLException {
		this.session = session;
		this.statement = session.prepare(sql);
	}

	Parameters add(@Nullable String value) throws SQLException {
		this.statement.setString(++this.count, value);
		return this;
	}

	Parameters add(RequestId value) throws SQLException {
		return add(value.toString());
	}

	Parameters add(int value) throws SQLException {
		this.statement.setInt(++this.count, value);
		return this;
	}

	Parameters add(@Nullable Long value) throws SQLException {
		if (value != null) {
			this.statement.setLong(++this.count, value);
		}
		else {
			this.statement.setNull(++this.count, Types.BIGINT);
		}
		return this;
	}

	Parameters add(@Nullable Instant value) throws SQLException {
		return add((value != null) ? Rows.micros(value) : null);
	}

	Parameters add(@Nullable Duration value) throws SQLException {
		return add((value != null) ? Rows.micros(value) : null);
	}

	/** Adds when and in which lane, in this order. */
	Parameters add(SentMarks.@Nullable Sent mark) throws SQLException {
		return add((mark != null) ? mark.at() : null).add((mark != null) ? mark.lane().name() : null);
	}

	Parameters add(@Nullable Json value) throws SQLException {
		this.statement.setBytes(++this.count, (value != null) ? value.utf8() : null);
		return this;
	}

	int update() throws SQLException {
		return this.statement.executeUpdate();
	}

	/** Leaves the update for the end of the transaction, with others of its kind. */
	void updateLater(LedgerSession.AtEnd atEnd) throws SQLException {
		this.session.defer(this.statement, atEnd);
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
