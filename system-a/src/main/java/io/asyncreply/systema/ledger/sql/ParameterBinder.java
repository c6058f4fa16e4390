package io.asyncreply.systema.ledger.sql;

import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;

import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.LedgerTime;
import io.asyncreply.systema.ledger.model.SentMark;
import org.jspecify.annotations.Nullable;

/**
 * Binds the parameters of a statement in their order.
 *
 * @param <V> the type of the binder
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
		return add((value != null) ? LedgerTime.toMicros(value) : null);
	}

	public V add(@Nullable Duration value) throws SQLException {
		return add((value != null) ? LedgerTime.toMicros(value) : null);
	}

	/** Adds the time of the confirm and the lane, in this order. */
	public V add(@Nullable SentMark sentMark) throws SQLException {
		return add((sentMark != null) ? sentMark.confirmedAt() : null)
			.add((sentMark != null) ? sentMark.lane().name() : null);
	}

	public V add(@Nullable RawJson value) throws SQLException {
		return set(++this.parameterCount, (value != null) ? value.utf8() : null, Types.VARBINARY);
	}

	/**
	 * Sets a parameter.
	 * @param index the index, counted from 1
	 * @param value the value
	 * @param type the type, one of {@link Types}
	 * @return this binder
	 */
	abstract V set(int index, @Nullable Object value, int type) throws SQLException;

}
