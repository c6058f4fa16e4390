package io.asyncreply.systema.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;

import io.asyncreply.messages.Json;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * Between rows and what they mean.
 */
final class Rows {

	/** The columns of an entry. */
	static final String ENTRY = "id, owner, operation, lane, state, attempt, version, accepted_at, updated_at, deadline, "
			+ "sent_at, processing_micros, progress_percent, progress_message, result, error";

	/** The columns of an unsent request. */
	static final String UNSENT = "id, operation, lane, attempt, deadline, payload";

	private Rows() {
	}

	static Entry entry(ResultSet row) throws SQLException {
		return new Entry(id(row), row.getString("owner"), row.getString("operation"), lane(row),
				State.valueOf(row.getString("state")), row.getInt("attempt"), row.getInt("version"), times(row),
				progress(row), json(row, "result"), json(row, "error"));
	}

	static Unsent unsent(ResultSet row) throws SQLException {
		Json payload = json(row, "payload");
		if (payload == null) {
			throw new SQLException("The payload of " + id(row) + " is gone");
		}
		return new Unsent(id(row), row.getString("operation"), lane(row), row.getInt("attempt"),
				instant(row.getLong("deadline")), payload);
	}

	static long micros(Instant instant) {
		return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
	}

	static Instant instant(long micros) {
		return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
	}

	private static RequestId id(ResultSet row) throws SQLException {
		return RequestId.parse(row.getString("id")).orElseThrow(() -> new SQLException("The row has no valid id"));
	}

	private static Lane lane(ResultSet row) throws SQLException {
		return Lane.valueOf(row.getString("lane"));
	}

	private static Entry.Times times(ResultSet row) throws SQLException {
		Long sentAt = nullableLong(row, "sent_at");
		Long processing = nullableLong(row, "processing_micros");
		return new Entry.Times(instant(row.getLong("accepted_at")), instant(row.getLong("updated_at")),
				instant(row.getLong("deadline")), (sentAt != null) ? instant(sentAt) : null,
				(processing != null) ? Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(processing)) : null);
	}

	private static Reply.@Nullable Progress progress(ResultSet row) throws SQLException {
		int percent = row.getInt("progress_percent");
		return row.wasNull() ? null : new Reply.Progress(percent, row.getString("progress_message"));
	}

	private static @Nullable Json json(ResultSet row, String column) throws SQLException {
		byte[] bytes = row.getBytes(column);
		return (bytes != null) ? Json.of(bytes) : null;
	}

	private static @Nullable Long nullableLong(ResultSet row, String column) throws SQLException {
		long value = row.getLong(column);
		return row.wasNull() ? null : value;
	}

}
