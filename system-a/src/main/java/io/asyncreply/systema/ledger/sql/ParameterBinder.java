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

	private int count;

	public V add(@Nullable String value) throws SQLException {
		return set(++this.count, value, Types.VARCHAR);
	}

	public V add(RequestId value) throws SQLException {
		return add(value.toString());
	}

	public V add(int value) throws SQLException {
		return set(++this.count, value, Types.INTEGER);
	}

	public V add(@Nullable Long value) throws SQLException {
		return set(++this.count, value, Types.BIGINT);
	}

	public V add(@Nullable Instant value) throws SQLException {
		return add((value != null) ? RowMappers.micros(value) : null);
	}

	public V add(@Nullable Duration value) throws SQLException {
		return add((value != null) ? RowMappers.micros(value) : null);
	}

	/** Adds when and in which lane, in this order. */
	public V add(SentMarkBuffer.@Nullable SentMark mark) throws SQLException {
		return add((mark != null) ? mark.at() : null).add((mark != null) ? mark.lane().name() : null);
	}

	public V add(@Nullable RawJson value) throws SQLException {
		return set(++this.count, (value != null) ? value.utf8() : null, Types.VARBINARY);
	}

	/**
	 * Sets a value.
	 * @param place its place, from 1
	 * @param value the value
	 * @param type its type in {@link Types}
	 * @return this
	 */
	abstract V set(int place, @Nullable Object value, int type) throws SQLException;

}
