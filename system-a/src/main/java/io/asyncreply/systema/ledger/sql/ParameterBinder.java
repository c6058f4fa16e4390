package io.asyncreply.systema.ledger.sql;

import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;

import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.commit.SentMarkBuffer;
import io.asyncreply.systema.ledger.dao.RowMappers;
import org.jspecify.annotations.Nullable;

/**
 * Takes the values of a statement in their order.
 *
 * @param <V> what takes them
 */
public abstract class ParameterBinder<V extends ParameterBinder<V>> {

	private int parameterCount;

	public V add(@Nullable String value) throws SQLException {
		return set(++this.parameterCount, value, Types.VARCHAR);
	}

	public V add(RequestId value) throws SQLException {
		return add(value.toString());
	}

	public V add(int value) throws SQLException {
		return set(++this.parameterCount, value, Types.INTEGER);
	}

	public V add(@Nullable Long value) throws SQLException {
		return set(++this.parameterCount, value, Types.BIGINT);
	}

	public V add(@Nullable Instant value) throws SQLException {
		return add((value != null) ? RowMappers.toMicros(value) : null);
	}

	public V add(@Nullable Duration value) throws SQLException {
		return add((value != null) ? RowMappers.toMicros(value) : null);
	}

	/** Adds when and in which lane, in this order. */
	public V add(SentMarkBuffer.@Nullable SentMark sentMark) throws SQLException {
		return add((sentMark != null) ? sentMark.confirmedAt() : null)
			.add((sentMark != null) ? sentMark.lane().name() : null);
	}

	public V add(@Nullable RawJson value) throws SQLException {
		return set(++this.parameterCount, (value != null) ? value.utf8() : null, Types.VARBINARY);
	}

	/**
	 * Sets a value.
	 * @param index its place, from 1
	 * @param value the value
	 * @param type its type in {@link Types}
	 * @return this
	 */
	abstract V set(int index, @Nullable Object value, int type) throws SQLException;

}
