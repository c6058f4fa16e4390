package io.asyncreply.systema.ledger.dao;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.systema.ledger.model.LedgerTime;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.SentMark;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.sql.BoundStatement;
import io.asyncreply.systema.ledger.sql.DeferredStatement;
import io.asyncreply.systema.ledger.sql.Dialect;
import io.asyncreply.systema.ledger.sql.RowStatement;
import io.asyncreply.systema.ledger.sql.WriteSession;
import org.jspecify.annotations.Nullable;

/**
 * Changes the state of requests. Each transition is conditional and returns the row if it
 * was changed: nothing but a reopening leaves a terminal state.
 */
public final class RequestDao {

	private static final String FIND_SNAPSHOT = "select owner, operation, state, attempt, first_attempt, republished from request "
			+ "where id = ?";

	private static final String UPDATE_REQUEST = "update request set version = version + 1, updated_at = ?, ";

	/**
	 * The row that a reply is about. A worker that does not name the operation is not
	 * checked.
	 */
	private static final String OPEN_WITH_OPERATION = "id = ? and operation = coalesce(cast(? as text), operation) and "
			+ RowMappers.NOT_ENDED;

	/** A mark that is not written yet is newer than the row. */
	private static final String SET_SENT_MARK = "sent_at = coalesce(?, sent_at), sent_lane = coalesce(?, sent_lane), ";

	/** Deletes the payload, because a succeeded request is never published again. */
	private static final String SUCCEED = UPDATE_REQUEST + SET_SENT_MARK
			+ "state = 'SUCCEEDED', dispatch_at = null, processing_micros = ?, result = ?, error = null, payload = null "
			+ "where attempt >= ? and " + OPEN_WITH_OPERATION + " returning " + RowMappers.COLUMNS_WITHOUT_OUTCOME;

	private static final RowStatement SUCCEED_IF_UNCHANGED = RowStatement
		.update("request set version = request.version + 1, updated_at = {now bigint}, sent_at = {sent_at bigint}, "
				+ "sent_lane = {sent_lane text}, state = 'SUCCEEDED', dispatch_at = null, "
				+ "processing_micros = {processing_micros bigint}, result = {result bytes}, error = null, "
				+ "payload = null", "request.id = {id text}", "request.version = {version integer}");

	private static final String FAIL = UPDATE_REQUEST + SET_SENT_MARK
			+ "state = 'FAILED', dispatch_at = null, processing_micros = ?, error = ? where attempt = ? and "
			+ OPEN_WITH_OPERATION + " returning " + RowMappers.REQUEST_COLUMNS;

	private static final String PROGRESS = UPDATE_REQUEST
			+ "sent_at = coalesce(?, sent_at, ?), sent_lane = coalesce(?, sent_lane, lane), "
			+ "state = 'RUNNING', dispatch_at = null, progress_percent = ?, progress_message = ? "
			+ "where attempt = ? and " + OPEN_WITH_OPERATION + " returning " + RowMappers.REQUEST_COLUMNS;

	private static final String RETRY = UPDATE_REQUEST
			+ "state = 'ACCEPTED', attempt = attempt + 1, dispatch_at = ?, sent_at = null, sent_lane = null, "
			+ "progress_percent = null, progress_message = null, error = ? where attempt = ? and " + OPEN_WITH_OPERATION
			+ " returning " + RowMappers.REQUEST_COLUMNS;

	private static final String CANCEL = UPDATE_REQUEST + "state = 'CANCELLED', dispatch_at = null, error = ? "
			+ "where id = ? and owner = ? and " + RowMappers.NOT_ENDED + " returning " + RowMappers.REQUEST_COLUMNS;

	/** The new deadline is as far away as that of the previous generation was. */
	private static final String REOPEN = UPDATE_REQUEST
			+ "state = 'ACCEPTED', attempt = attempt + 1, first_attempt = attempt + 1, generation = generation + 1, opened_at = ?, "
			+ "deadline = ? + deadline - coalesce(opened_at, accepted_at), dispatch_at = ?, sent_at = null, "
			+ "sent_lane = null, progress_percent = null, progress_message = null, processing_micros = null, "
			+ "republished = 0, error = null where id = ? and owner = ? and state in ('FAILED', 'EXPIRED', 'CANCELLED') returning "
			+ RowMappers.REQUEST_COLUMNS;

	private static final String EXPIRE = UPDATE_REQUEST
			+ "state = 'EXPIRED', dispatch_at = null, error = ? where id %s returning " + RowMappers.REQUEST_COLUMNS;

	/** No grace for claimable requests, because no worker can have replied to them. */
	private static final String EXPIRABLE = "select id from request where deadline <= ? "
			+ "and (deadline <= ? or dispatch_at is not null) and " + RowMappers.OPEN + " order by deadline limit ? %s";

	private final WriteSession session;

	private final long now;

	private final Map<RequestId, DeferredUpdate> deferredSuccesses = new HashMap<>();

	/**
	 * Creates the DAO of one transaction.
	 * @param session the session of the transaction
	 * @param now the time of the transaction in microseconds since the epoch
	 */
	RequestDao(WriteSession session, long now) {
		this.session = session;
		this.now = now;
	}

	/** Finds the state of a request of any caller. */
	public Optional<StateSnapshot> findSnapshot(RequestId id) throws SQLException {
		return prepare(FIND_SNAPSHOT).add(id).first(StateSnapshot::read);
	}

	/**
	 * Completes a request with a success of its current or an earlier attempt. The update
	 * is deferred if the row is known from its publish: most rows have not changed since,
	 * so that they need not be read.
	 * @param reply the request, the attempt and the operation that the worker names
	 * @param success the success
	 * @param sentMark the last confirmed publish that is not written yet, null if none
	 * @return the row after the update; empty if the request is not open
	 */
	public PendingUpdate<Optional<StoredRequest>> succeed(CorrelatedReply reply, Reply.Succeeded success,
			@Nullable SentMark sentMark) throws SQLException {
		StoredRequest row = (sentMark != null) ? sentMark.request() : null;
		if (sentMark == null || row == null || !isReplyTo(row, reply)) {
			return PendingUpdate.of(succeedImmediately(reply, success, sentMark));
		}
		DeferredStatement.DeferredRow deferredRow = this.session.defer(SUCCEED_IF_UNCHANGED)
			.add(this.now)
			.add(sentMark)
			.add(success.durations().processing())
			.add(success.result())
			.add(row.id())
			.add(row.version())
			.enqueue();
		DeferredUpdate deferredSuccess = new DeferredUpdate(deferredRow,
				row.succeeded(LedgerTime.fromMicros(this.now), sentMark, success),
				() -> succeedImmediately(reply, success, sentMark));
		this.deferredSuccesses.put(row.id(), deferredSuccess);
		return deferredSuccess;
	}

	private static boolean isReplyTo(StoredRequest row, CorrelatedReply reply) {
		return reply.attempt() <= row.attempt()
				&& (reply.operation() == null || reply.operation().equals(row.operation()));
	}

	/** Executes the deferred success of a request, so that later statements see it. */
	public void flushPending(RequestId id) throws SQLException {
		DeferredUpdate success = this.deferredSuccesses.remove(id);
		if (success != null) {
			this.session.flush();
			success.read();
		}
	}

	private Optional<StoredRequest> succeedImmediately(CorrelatedReply reply, Reply.Succeeded success,
			@Nullable SentMark sentMark) throws SQLException {
		return bindCondition(
				prepareUpdate(SUCCEED).add(sentMark).add(success.durations().processing()).add(success.result()), reply)
			.first((row) -> RowMappers.succeededRequest(row, reply.requestId(), success.result()));
	}

	/** Completes a request with a failure of its current attempt. */
	public Optional<StoredRequest> fail(CorrelatedReply reply, Reply.Failed failure, @Nullable SentMark sentMark)
			throws SQLException {
		return bindCondition(prepareUpdate(FAIL).add(sentMark)
			.add(failure.durations().processing())
			.add(StrictJson.write(failure.error())), reply).first(RowMappers::storedRequest);
	}

	/** Records progress of the current attempt. */
	public Optional<StoredRequest> recordProgress(CorrelatedReply reply, Reply.Progress progress,
			@Nullable SentMark sentMark) throws SQLException {
		return bindCondition(prepareUpdate(PROGRESS).add((sentMark != null) ? sentMark.confirmedAt() : null)
			.add(this.now)
			.add((sentMark != null) ? sentMark.lane().name() : null)
			.add(progress.percent())
			.add(progress.message()), reply).first(RowMappers::storedRequest);
	}

	/** Starts the next attempt after a failure of the current one. */
	public Optional<StoredRequest> scheduleRetry(CorrelatedReply reply, Duration delay, Problem error)
			throws SQLException {
		return bindCondition(
				prepareUpdate(RETRY).add(this.now + LedgerTime.toMicros(delay)).add(StrictJson.write(error)), reply)
			.first(RowMappers::storedRequest);
	}

	/** Cancels an open request of a caller. */
	public Optional<StoredRequest> cancel(String owner, RequestId id, RawJson error) throws SQLException {
		return prepareUpdate(CANCEL).add(error).add(id).add(owner).first(RowMappers::storedRequest);
	}

	/** Starts a new generation of a failed, expired or cancelled request. */
	public Optional<StoredRequest> reopen(String owner, RequestId id) throws SQLException {
		return prepareUpdate(REOPEN).add(this.now)
			.add(this.now)
			.add(this.now)
			.add(id)
			.add(owner)
			.first(RowMappers::storedRequest);
	}

	/**
	 * Expires open requests past their deadline.
	 * @param error the problem for the callers
	 * @param grace the extra time of a request that may have been sent
	 * @param limit the maximum number of requests
	 */
	public List<StoredRequest> expire(RawJson error, Duration grace, int limit) throws SQLException {
		Dialect dialect = this.session.dialect();
		String sql = EXPIRE.formatted(dialect.inSubquery(EXPIRABLE.formatted(dialect.skipLockedClause())));
		return prepareUpdate(sql).add(error)
			.add(this.now)
			.add(this.now - LedgerTime.toMicros(grace))
			.add(limit)
			.list(RowMappers::storedRequest);
	}

	private static BoundStatement bindCondition(BoundStatement statement, CorrelatedReply reply) throws SQLException {
		return statement.add(reply.attempt()).add(reply.requestId()).add(reply.operation());
	}

	private BoundStatement prepareUpdate(String sql) throws SQLException {
		return prepare(sql).add(this.now);
	}

	private BoundStatement prepare(String sql) throws SQLException {
		return new BoundStatement(this.session, sql);
	}

	/**
	 * The state of a request.
	 *
	 * @param owner the caller
	 * @param operation the operation
	 * @param state the state
	 * @param attempt the current attempt
	 * @param firstAttempt the first attempt of the current generation
	 * @param republished how often the request was republished in its generation
	 */
	public record StateSnapshot(String owner, String operation, RequestState state, int attempt, int firstAttempt,
			int republished) {

		static StateSnapshot read(ResultSet row) throws SQLException {
			return new StateSnapshot(row.getString("owner"), row.getString("operation"),
					RequestState.valueOf(row.getString("state")), row.getInt("attempt"), row.getInt("first_attempt"),
					row.getInt("republished"));
		}

		/** The number of attempts in the current generation. */
		public int attemptsOfGeneration() {
			return this.attempt - this.firstAttempt + 1;
		}

	}

}
