package io.asyncreply.systema.ledger.dao;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.tracing.TraceParent;
import io.asyncreply.systema.ledger.model.Batch;
import io.asyncreply.systema.ledger.model.InFlightRequest;
import io.asyncreply.systema.ledger.model.LedgerTime;
import io.asyncreply.systema.ledger.model.OpenRequestCount;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.jspecify.annotations.Nullable;

/**
 * Maps rows of the ledger to its model, and holds columns and conditions of the SQL.
 */
public final class RowMappers {

	/** The columns of a request that do not follow from its success. */
	static final String COLUMNS_WITHOUT_OUTCOME = "owner, operation, lane, attempt, version, accepted_at, updated_at, deadline, "
			+ "sent_at, processing_micros, progress_percent, progress_message, generation, opened_at, sent_lane";

	/** The columns of a request. */
	static final String REQUEST_COLUMNS = "id, state, result, error, " + COLUMNS_WITHOUT_OUTCOME;

	/**
	 * The columns of a request, without a long result. Neither database reads a result to
	 * find its length.
	 */
	static final String COLUMNS_WITHOUT_LONG_RESULT = "id, state, case when length(result) <= "
			+ StoredRequest.MAX_INLINE_RESULT_BYTES + " then result end as result, error, " + COLUMNS_WITHOUT_OUTCOME;

	/** The columns of a request, without its result. */
	static final String COLUMNS_WITHOUT_RESULT = "id, state, null as result, error, " + COLUMNS_WITHOUT_OUTCOME;

	/** The columns of a request to publish. */
	static final String OUTBOX_COLUMNS = REQUEST_COLUMNS + ", payload, trace";

	/**
	 * The condition that a request is open. It is no list, because SQLite builds a table
	 * for a list of three values at each row, which costs as much as two indexes.
	 */
	public static final String OPEN = "(state = 'ACCEPTED' or state = 'QUEUED' or state = 'RUNNING')";

	/**
	 * The same condition for a row that is found by its id. PostgreSQL does not match
	 * this form with a partial index. A cached plan from when the table was small would
	 * otherwise read the whole index.
	 */
	static final String NOT_ENDED = "state <> 'SUCCEEDED' and state <> 'FAILED' and state <> 'EXPIRED' "
			+ "and state <> 'CANCELLED'";

	/**
	 * The condition that an instance has claimed a request. Its first part repeats the
	 * condition of the partial index.
	 */
	static final String CLAIMED = "state in ('ACCEPTED', 'QUEUED') and state = 'ACCEPTED' and dispatch_at is null";

	/** The condition that no purged or erased request or batch had an idempotency key. */
	static final String KEY_NOT_PURGED = "not exists (select 1 from tombstone where tombstone.owner = {owner text} "
			+ "and tombstone.idempotency_key = {idempotency_key text} and tombstone.idempotency_key is not null)";

	/** The condition that an upload of a batch is in progress. */
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
			throw new SQLException("The row " + id(row) + " has no payload");
		}
		return new OutboxEntry(storedRequest(row), payload, TraceParent.parse(row.getString("trace")));
	}

	static InFlightRequest inFlightRequest(ResultSet row) throws SQLException {
		return new InFlightRequest(id(row), row.getInt("attempt"), LedgerTime.fromMicros(row.getLong("sent_at")),
				row.getInt("republished"));
	}

	static OpenRequestCount openRequests(ResultSet row) throws SQLException {
		return new OpenRequestCount(row.getString("operation"), lane(row), row.getLong("open"));
	}

	static Batch batch(ResultSet row) throws SQLException {
		return new Batch(id(row), row.getString("owner"), Batch.UploadState.valueOf(row.getString("upload")),
				new Batch.BatchProgress(row.getLong("lines"), row.getLong("refused"), json(row, "refusals")),
				LedgerTime.fromMicros(row.getLong("accepted_at")), LedgerTime.fromMicros(row.getLong("updated_at")));
	}

	/** A text that is at most the id of any request accepted at that time or later. */
	static String lowestIdAt(long micros) {
		String millis = String.format(Locale.ROOT, "%012x", Math.max(0, micros / 1_000));
		return millis.substring(0, 8) + "-" + millis.substring(8);
	}

	private static StoredRequest storedRequest(ResultSet row, RequestId id, RequestState state,
			@Nullable RawJson result, @Nullable RawJson error) throws SQLException {
		return new StoredRequest(id, row.getString("owner"), row.getString("operation"), lane(row), state,
				row.getInt("generation"), row.getInt("attempt"), row.getInt("version"), times(row), progress(row),
				result, error);
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
		Instant acceptedAt = LedgerTime.fromMicros(row.getLong("accepted_at"));
		return new StoredRequest.RequestTimes(acceptedAt,
				(openedAt != null) ? LedgerTime.fromMicros(openedAt) : acceptedAt,
				LedgerTime.fromMicros(row.getLong("updated_at")), LedgerTime.fromMicros(row.getLong("deadline")),
				(sentAt != null) ? LedgerTime.fromMicros(sentAt) : null,
				(sentLane != null) ? Lane.valueOf(sentLane) : null,
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
