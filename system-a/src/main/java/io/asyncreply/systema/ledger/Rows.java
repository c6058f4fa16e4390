package io.asyncreply.systema.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.asyncreply.messages.Json;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.trace.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * Between rows and what they mean.
 */
final class Rows {

	/** The columns of an entry that its success does not tell. */
	static final String BESIDE_SUCCESS = "owner, operation, lane, attempt, version, accepted_at, updated_at, deadline, "
			+ "sent_at, processing_micros, progress_percent, progress_message, life, opened_at, sent_lane";

	/** The columns of an entry. */
	static final String ENTRY = "id, state, result, error, " + BESIDE_SUCCESS;

	/** The columns of an unsent request. */
	static final String UNSENT = ENTRY + ", payload, trace";

	/**
	 * The condition that a request has not ended. For a list of more than two values
	 * SQLite makes a table each time it looks at one row, which costs as much as two
	 * indexes.
	 */
	static final String OPEN = "(state = 'ACCEPTED' or state = 'QUEUED' or state = 'RUNNING')";

	/**
	 * The same for a row that is found by its id. Of this PostgreSQL cannot tell that it
	 * is an index's condition: a plan from when the table was small, and kept, would read
	 * the whole of that index.
	 */
	static final String NOT_ENDED = "state <> 'SUCCEEDED' and state <> 'FAILED' and state <> 'EXPIRED' "
			+ "and state <> 'CANCELLED'";

	/**
	 * The condition that an instance has a request in its hands; its first part is the
	 * partial index's.
	 */
	static final String IN_HAND = "state in ('ACCEPTED', 'QUEUED') and state = 'ACCEPTED' and dispatch_at is null";

	/** The condition that an upload of a batch is coming in. */
	static final String RECEIVING = "exists (select 1 from instance where instance.id = batch.instance)";

	private Rows() {
	}

	static Entry entry(ResultSet row) throws SQLException {
		return entry(row, id(row), State.valueOf(row.getString("state")), json(row, "result"), json(row, "error"));
	}

	static Entry success(ResultSet row, RequestId id, Json result) throws SQLException {
		return entry(row, id, State.SUCCEEDED, result, null);
	}

	static Unsent unsent(ResultSet row) throws SQLException {
		Json payload = json(row, "payload");
		if (payload == null) {
			throw new SQLException("The payload of " + id(row) + " is gone");
		}
		return new Unsent(entry(row), payload, TraceParent.parse(row.getString("trace")));
	}

	static Unanswered unanswered(ResultSet row) throws SQLException {
		return new Unanswered(id(row), row.getInt("attempt"), instant(row.getLong("sent_at")));
	}

	static OpenRequests open(ResultSet row) throws SQLException {
		return new OpenRequests(row.getString("operation"), lane(row), row.getLong("open"));
	}

	static Batch batch(ResultSet row) throws SQLException {
		return new Batch(id(row), row.getString("owner"), Batch.Upload.valueOf(row.getString("upload")),
				new Batch.Progress(row.getLong("lines"), row.getLong("refused"), json(row, "refusals")),
				instant(row.getLong("accepted_at")), instant(row.getLong("updated_at")));
	}

	/** Sorts before the ids of all requests that were accepted then or later. */
	static String firstIdOf(long micros) {
		String millis = String.format(Locale.ROOT, "%012x", Math.max(0, micros / 1_000));
		return millis.substring(0, 8) + "-" + millis.substring(8);
	}

	static long micros(Duration duration) {
		return TimeUnit.SECONDS.toMicros(duration.toSeconds()) + TimeUnit.NANOSECONDS.toMicros(duration.toNanosPart());
	}

	/** As exact as the ledger is. */
	static Duration exact(Duration duration) {
		return Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(micros(duration)));
	}

	static long micros(Instant instant) {
		return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
	}

	static Instant instant(long micros) {
		return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
	}

	private static Entry entry(ResultSet row, RequestId id, State state, @Nullable Json result, @Nullable Json error)
			throws SQLException {
		return new Entry(id, row.getString("owner"), row.getString("operation"), lane(row), state, row.getInt("life"),
				row.getInt("attempt"), row.getInt("version"), times(row), progress(row), result, error);
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
		String sentLane = row.getString("sent_lane");
		Long openedAt = nullableLong(row, "opened_at");
		Instant acceptedAt = instant(row.getLong("accepted_at"));
		return new Entry.Times(acceptedAt, (openedAt != null) ? instant(openedAt) : acceptedAt,
				instant(row.getLong("updated_at")), instant(row.getLong("deadline")),
				(sentAt != null) ? instant(sentAt) : null, (sentLane != null) ? Lane.valueOf(sentLane) : null,
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
