package io.asyncreply.systema.ledger;

import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;

import io.asyncreply.messages.Json;
import io.asyncreply.messages.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * Takes the values of a statement in their order.
 *
 * @param <V> what takes them
 */
abstract class Values<V extends Values<V>> {

	private int count;

	V add(@Nullable String value) throws SQLException {
		return set(++this.count, value, Types.VARCHAR);
	}

	V add(RequestId value) throws SQLException {
		return add(value.toString());
	}

	V add(int value) throws SQLException {
		return set(++this.count, value, Types.INTEGER);
	}

	V add(@Nullable Long value) throws SQLException {
		return set(++this.count, value, Types.BIGINT);
	}

	V add(@Nullable Instant value) throws SQLException {
		return add((value != null) ? Rows.micros(value) : null);
	}

	V add(@Nullable Duration value) throws SQLException {
		return add((value != null) ? Rows.micros(value) : null);
	}

	/** Adds when and in which lane, in this order. */
	V add(SentMarks.@Nullable Sent mark) throws SQLException {
		return add((mark != null) ? mark.at() : null).add((mark != null) ? mark.lane().name() : null);
	}

	V add(@Nullable Json value) throws SQLException {
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
