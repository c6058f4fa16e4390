package io.asyncreply.systema.ledger.dao;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.tracing.TraceParent;
import io.asyncreply.systema.ledger.model.Batch;
import io.asyncreply.systema.ledger.model.InFlightRequest;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.jspecify.annotations.Nullable;

/**
 * Between rows and what they mean.
 */
public final class RowMappers {

	/** The columns of an entry that its success does not tell. */
	static final String COLUMNS_WITHOUT_OUTCOME = "owner, operation, lane, attempt, version, accepted_at, updated_at, deadline, "
			+ "sent_at, processing_micros, progress_percent, progress_message, generation, opened_at, sent_lane";

	/** The columns of an entry. */
	static final String REQUEST_COLUMNS = "id, state, result, error, " + COLUMNS_WITHOUT_OUTCOME;

	/** The columns of an unsent request. */
	static final String OUTBOX_COLUMNS = REQUEST_COLUMNS + ", payload, trace";

	/**
	 * The condition that a request has not ended. For a list of more than two values
	 * SQLite makes a table each time it looks at one row, which costs as much as two
	 * indexes.
	 */
	public static final String OPEN = "(state = 'ACCEPTED' or state = 'QUEUED' or state = 'RUNNING')";

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
	static final String CLAIMED = "state in ('ACCEPTED', 'QUEUED') and state = 'ACCEPTED' and dispatch_at is null";

	/** The condition that an upload of a batch is coming in. */
	static final String RECEIVING = "exists (select 1 from instance where instance.id = batch.instance)";

	private RowMappers() {
	}

	public static StoredRequest storedRequest(ResultSet row) throws SQLException {
		return storedRequest(row, id(row), RequestState.valueOf(row.getString("state")), json(row, "result"),
				json(row, "error"));
	}

	static StoredRequest succeededRequest(ResultSet row, RequestId id, RawJson result) throws SQLException {
		return storedRequest(row, id, RequestState.SUCCEEDED, result, null);
	}

	static OutboxEntry outboxEntry(ResultSet row) throws SQLException {
		RawJson payload = json(row, "payload");
		if (payload == null) {
			throw new SQLException("The payload of " + id(row) + " is gone");
		}
		return new OutboxEntry(storedRequest(row), payload, TraceParent.parse(row.getString("trace")));
	}

	static InFlightRequest inFlightRequest(ResultSet row) throws SQLException {
		return new InFlightRequest(id(row), row.getInt("attempt"), fromMicros(row.getLong("sent_at")));
	}

	static OpenRequestCount openRequests(ResultSet row) throws SQLException {
		return new OpenRequestCount(row.getString("operation"), lane(row), row.getLong("open"));
	}

	static Batch batch(ResultSet row) throws SQLException {
		return new Batch(id(row), row.getString("owner"), Batch.UploadState.valueOf(row.getString("upload")),
				new Batch.BatchProgress(row.getLong("lines"), row.getLong("refused"), json(row, "refusals")),
				fromMicros(row.getLong("accepted_at")), fromMicros(row.getLong("updated_at")));
	}

	/** Sorts before the ids of all requests that were accepted then or later. */
	static String lowestIdAt(long micros) {
		String millis = String.format(Locale.ROOT, "%012x", Math.max(0, micros / 1_000));
		return millis.substring(0, 8) + "-" + millis.substring(8);
	}

	public static long toMicros(Duration duration) {
		return TimeUnit.SECONDS.toMicros(duration.toSeconds()) + TimeUnit.NANOSECONDS.toMicros(duration.toNanosPart());
	}

	/** As exact as the ledger is. */
	public static Duration truncateToMicros(Duration duration) {
		return Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(toMicros(duration)));
	}

	public static long toMicros(Instant instant) {
		return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
	}

	public static Instant fromMicros(long micros) {
		return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
	}

	private static StoredRequest storedRequest(ResultSet row, RequestId id, RequestState state,
			@Nullable RawJson result, @Nullable RawJson error) throws SQLException {
		return new StoredRequest(id, row.getString("owner"), row.getString("operation"), lane(row), state,
				row.getInt("generation"), row.getInt("attempt"), row.getInt("version"), times(row), progress(row), result,
				error);
	}

	private static RequestId id(ResultSet row) throws SQLException {
		return RequestId.parse(row.getString("id")).orElseThrow(() -> new SQLException("The row has no valid id"));
	}

	private static Lane lane(ResultSet row) throws SQLException {
		return Lane.valueOf(row.getString("lane"));
	}

	private static StoredRequest.RequestTimes times(ResultSet row) throws SQLException {
		Long sentAt = nullableLong(row, "sent_at");
		Long processing = nullableLong(row, "processing_micros");
		String sentLane = row.getString("sent_lane");
		Long openedAt = nullableLong(row, "opened_at");
		Instant acceptedAt = fromMicros(row.getLong("accepted_at"));
		return new StoredRequest.RequestTimes(acceptedAt, (openedAt != null) ? fromMicros(openedAt) : acceptedAt,
				fromMicros(row.getLong("updated_at")), fromMicros(row.getLong("deadline")),
				(sentAt != null) ? fromMicros(sentAt) : null, (sentLane != null) ? Lane.valueOf(sentLane) : null,
				(processing != null) ? Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(processing)) : null);
	}

	private static Reply.@Nullable Progress progress(ResultSet row) throws SQLException {
		int percent = row.getInt("progress_percent");
		return row.wasNull() ? null : new Reply.Progress(percent, row.getString("progress_message"));
	}

	private static @Nullable RawJson json(ResultSet row, String column) throws SQLException {
		byte[] bytes = row.getBytes(column);
		return (bytes != null) ? RawJson.of(bytes) : null;
	}

	private static @Nullable Long nullableLong(ResultSet row, String column) throws SQLException {
		long value = row.getLong(column);
		return row.wasNull() ? null : value;
	}

}
