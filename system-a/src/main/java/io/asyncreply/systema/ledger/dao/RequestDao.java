package io.asyncreply.systema.ledger.dao;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.asyncreply.messages.Problem;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.messaging.tracing.TraceParent;
import io.asyncreply.systema.ledger.commit.LedgerTemplate;
import io.asyncreply.systema.ledger.commit.SentMarkBuffer;
import io.asyncreply.systema.ledger.model.AcceptResult;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.sql.BoundStatement;
import io.asyncreply.systema.ledger.sql.DeferredStatement;
import io.asyncreply.systema.ledger.sql.Dialect;
import io.asyncreply.systema.ledger.sql.ParameterBinder;
import io.asyncreply.systema.ledger.sql.RowStatement;
import io.asyncreply.systema.ledger.sql.WriteSession;
import org.jspecify.annotations.Nullable;

/**
 * The life of a request. Transitions are conditional, and whether a row came back says
 * who won: no reply and no deadline leaves a state that has ended.
 */
public final class RequestDao {

	private static final RowStatement INSERT = RowStatement.insert(
			"request (id, owner, operation, lane, state, attempt, version, accepted_at, updated_at, deadline, "
					+ "dispatch_at, instance, idempotency_key, fingerprint, payload, trace, batch, line)",
			"{id text}, {owner text}, {operation text}, {lane text}, 'ACCEPTED', 1, 1, {accepted_at bigint}, "
					+ "{updated_at bigint}, {deadline bigint}, {dispatch_at bigint}, {instance text}, "
					+ "{idempotency_key text}, {fingerprint text}, {payload bytes}, {trace text}, {batch text}, "
					+ "{line bigint}");

	private static final String INSERT_IF_KEY_UNUSED = INSERT.singleRowSql()
			+ " on conflict (owner, idempotency_key) where idempotency_key is not null do nothing";

	private static final String BY_KEY = "select " + RowMappers.REQUEST_COLUMNS
			+ ", fingerprint from request where owner = ? and idempotency_key = ? and idempotency_key is not null";

	private static final String FIND_SNAPSHOT = "select owner, operation, state, attempt, first_attempt from request "
			+ "where id = ?";

	private static final String UPDATE_REQUEST = "update request set version = version + 1, updated_at = ?, ";

	/** What is known of the last publish, and not written yet, is newer. */
	private static final String SET_SENT_MARK = "sent_at = coalesce(?, sent_at), sent_lane = coalesce(?, sent_lane), ";

	/**
	 * What has succeeded is not published again: its payload makes room for its result.
	 */
	private static final String SUCCEED = UPDATE_REQUEST + SET_SENT_MARK
			+ "state = 'SUCCEEDED', dispatch_at = null, processing_micros = ?, result = ?, error = null, payload = null "
			+ "where id = ? and " + RowMappers.NOT_ENDED + " returning " + RowMappers.COLUMNS_WITHOUT_OUTCOME;

	private static final RowStatement SUCCEED_IF_UNCHANGED = RowStatement
		.update("request set version = request.version + 1, updated_at = {now bigint}, sent_at = {sent_at bigint}, "
				+ "sent_lane = {sent_lane text}, state = 'SUCCEEDED', dispatch_at = null, "
				+ "processing_micros = {processing_micros bigint}, result = {result bytes}, error = null, "
				+ "payload = null", "request.id = {id text}", "request.version = {version integer}");

	private static final String FAIL = UPDATE_REQUEST + SET_SENT_MARK
			+ "state = 'FAILED', dispatch_at = null, processing_micros = ?, error = ? "
			+ "where id = ? and attempt = ? and " + RowMappers.NOT_ENDED + " returning " + RowMappers.REQUEST_COLUMNS;

	private static final String PROGRESS = UPDATE_REQUEST
			+ "sent_at = coalesce(?, sent_at, ?), sent_lane = coalesce(?, sent_lane, lane), "
			+ "state = 'RUNNING', dispatch_at = null, progress_percent = ?, progress_message = ? "
			+ "where id = ? and attempt = ? and " + RowMappers.NOT_ENDED + " returning " + RowMappers.REQUEST_COLUMNS;

	private static final String RETRY = UPDATE_REQUEST
			+ "state = 'ACCEPTED', attempt = attempt + 1, dispatch_at = ?, sent_at = null, sent_lane = null, "
			+ "progress_percent = null, progress_message = null, error = ? where id = ? and attempt = ? and "
			+ RowMappers.NOT_ENDED + " returning " + RowMappers.REQUEST_COLUMNS;

	private static final String CANCEL = UPDATE_REQUEST + "state = 'CANCELLED', dispatch_at = null, error = ? "
			+ "where id = ? and owner = ? and " + RowMappers.NOT_ENDED + " returning " + RowMappers.REQUEST_COLUMNS;

	/** The new life may last as long as the one before. */
	private static final String REOPEN = UPDATE_REQUEST
			+ "state = 'ACCEPTED', attempt = attempt + 1, first_attempt = attempt + 1, generation = generation + 1, opened_at = ?, "
			+ "deadline = ? + deadline - coalesce(opened_at, accepted_at), dispatch_at = ?, sent_at = null, "
			+ "sent_lane = null, progress_percent = null, progress_message = null, processing_micros = null, "
			+ "error = null where id = ? and owner = ? and state in ('FAILED', 'EXPIRED', 'CANCELLED') returning "
			+ RowMappers.REQUEST_COLUMNS;

	private static final String EXPIRE = UPDATE_REQUEST
			+ "state = 'EXPIRED', dispatch_at = null, error = ? where id %s returning " + RowMappers.REQUEST_COLUMNS;

	/**
	 * What waits in the ledger is in nobody's hands, so that no reply can be under way.
	 */
	private static final String EXPIRABLE = "select id from request where deadline <= ? "
			+ "and (deadline <= ? or dispatch_at is not null) and " + RowMappers.OPEN + " order by deadline limit ? %s";

	private final WriteSession session;

	private final long now;

	/** Those whose success is left for the end of the transaction. */
	private final Set<RequestId> deferredSuccesses = new HashSet<>();

	/**
	 * Makes the table as one transaction sees it.
	 * @param session where the transaction runs
	 * @param now the time of the transaction in microseconds
	 */
	RequestDao(WriteSession session, long now) {
		this.session = session;
		this.now = now;
	}

	/**
	 * Stores a request unless its idempotency key is taken.
	 * @param request the request
	 * @param dispatchClaim in whose hands it is
	 * @param position where in which batch it came, null if it came alone
	 * @return whether it was stored
	 */
	public boolean insert(NewRequest request, DispatchClaim dispatchClaim, @Nullable BatchPosition position)
			throws SQLException {
		if (request.idempotency() != null) {
			return bindRequest(prepare(INSERT_IF_KEY_UNUSED), request, dispatchClaim, position).update() == 1;
		}
		bindRequest(this.session.defer(INSERT), request, dispatchClaim, position)
			.enqueue(DeferredStatement.AfterFlush.NO_ACTION);
		return true;
	}

	private <V extends ParameterBinder<V>> V bindRequest(V statement, NewRequest request, DispatchClaim dispatchClaim,
			@Nullable BatchPosition position) throws SQLException {
		NewRequest.IdempotencyData idempotencyData = request.idempotency();
		TraceParent trace = request.trace();
		return statement.add(request.id())
			.add(request.owner())
			.add(request.operation())
			.add(request.lane().name())
			.add(this.now)
			.add(this.now)
			.add(RowMappers.toMicros(request.deadline()))
			.add(dispatchClaim.buffered() ? null : this.now)
			.add(dispatchClaim.instanceId())
			.add((idempotencyData != null) ? idempotencyData.key() : null)
			.add((idempotencyData != null) ? idempotencyData.fingerprint()
					: (position != null) ? position.fingerprint() : null)
			.add(request.payload())
			.add((trace != null) ? trace.value() : null)
			.add((position != null) ? position.batch().toString() : null)
			.add((position != null) ? position.line() : null);
	}

	/**
	 * Finds what was accepted under an idempotency key.
	 * @param owner whose key it is
	 * @param idempotencyData the key and the body that it comes with
	 * @return what the submission comes to; empty if the key is free
	 */
	public Optional<AcceptResult> findByKey(String owner, NewRequest.IdempotencyData idempotencyData)
			throws SQLException {
		return prepare(BY_KEY).add(owner).add(idempotencyData.key()).first((row) -> {
			boolean sameBody = idempotencyData.fingerprint().equals(row.getString("fingerprint"));
			return sameBody ? new AcceptResult.Repeated(RowMappers.storedRequest(row)) : new AcceptResult.KeyReused();
		});
	}

	/** Tells where a request stands, whosever it is. */
	public Optional<StateSnapshot> findSnapshot(RequestId id) throws SQLException {
		return prepare(FIND_SNAPSHOT).add(id).first(StateSnapshot::read);
	}

	/**
	 * Writes a success, which counts whatever attempt it is from. Most rows are as they
	 * were when this instance published them; then it need not read them.
	 * @param id the request
	 * @param reply the success
	 * @param sentMark the last publish that the row does not say, null if there is none
	 * @param callback hears of the row, at the end of the transaction at the latest
	 */
	public void succeed(RequestId id, Reply.Succeeded reply, SentMarkBuffer.@Nullable SentMark sentMark,
			LedgerTemplate.UpdateCallback callback) throws SQLException {
		StoredRequest row = (sentMark != null) ? sentMark.request() : null;
		if (sentMark == null || row == null) {
			callback.onResult(succeedImmediately(id, reply, sentMark));
			return;
		}
		this.deferredSuccesses.add(id);
		this.session.defer(SUCCEED_IF_UNCHANGED)
			.add(this.now)
			.add(sentMark)
			.add(reply.durations().processing())
			.add(reply.result())
			.add(id)
			.add(row.version())
			.enqueue((updated) -> callback
				.onResult(updated ? Optional.of(row.succeeded(RowMappers.fromMicros(this.now), sentMark, reply))
						: succeedImmediately(id, reply, sentMark)));
	}

	/** Makes sure that nothing is left for the end that changes this request. */
	public void flushPending(RequestId id) throws SQLException {
		if (this.deferredSuccesses.contains(id)) {
			this.session.flush();
			this.deferredSuccesses.clear();
		}
	}

	private Optional<StoredRequest> succeedImmediately(RequestId id, Reply.Succeeded reply,
			SentMarkBuffer.@Nullable SentMark sentMark) throws SQLException {
		return prepareUpdate(SUCCEED).add(sentMark)
			.add(reply.durations().processing())
			.add(reply.result())
			.add(id)
			.first((row) -> RowMappers.succeededRequest(row, id, reply.result()));
	}

	/** A failure counts only for the current attempt. */
	public Optional<StoredRequest> fail(RequestId id, int attempt, Reply.Failed failure,
			SentMarkBuffer.@Nullable SentMark sentMark) throws SQLException {
		return prepareUpdate(FAIL).add(sentMark)
			.add(failure.durations().processing())
			.add(StrictJson.write(failure.error()))
			.add(id)
			.add(attempt)
			.firstRequest();
	}

	/** Progress counts only for the current attempt. */
	public Optional<StoredRequest> recordProgress(RequestId id, int attempt, Reply.Progress progress,
			SentMarkBuffer.@Nullable SentMark sentMark) throws SQLException {
		return prepareUpdate(PROGRESS).add((sentMark != null) ? sentMark.confirmedAt() : null)
			.add(this.now)
			.add((sentMark != null) ? sentMark.lane().name() : null)
			.add(progress.percent())
			.add(progress.message())
			.add(id)
			.add(attempt)
			.firstRequest();
	}

	/** Opens the next attempt unless another one is open already. */
	public Optional<StoredRequest> scheduleRetry(RequestId id, int attempt, Duration delay, Problem error)
			throws SQLException {
		return prepareUpdate(RETRY).add(this.now + RowMappers.toMicros(delay))
			.add(StrictJson.write(error))
			.add(id)
			.add(attempt)
			.firstRequest();
	}

	public Optional<StoredRequest> cancel(String owner, RequestId id, RawJson error) throws SQLException {
		return prepareUpdate(CANCEL).add(error).add(id).add(owner).firstRequest();
	}

	/** Opens another life of what ended otherwise than well. */
	public Optional<StoredRequest> reopen(String owner, RequestId id) throws SQLException {
		return prepareUpdate(REOPEN).add(this.now).add(this.now).add(this.now).add(id).add(owner).firstRequest();
	}

	/**
	 * Ends what is past its deadline.
	 * @param error what its callers read
	 * @param grace how long past its deadline a request that may have been sent is left
	 * open
	 * @param limit most requests to end
	 */
	public List<StoredRequest> expire(RawJson error, Duration grace, int limit) throws SQLException {
		Dialect dialect = this.session.dialect();
		String sql = EXPIRE.formatted(dialect.inSubquery(EXPIRABLE.formatted(dialect.skipLockedClause())));
		return prepareUpdate(sql).add(error)
			.add(this.now)
			.add(this.now - RowMappers.toMicros(grace))
			.add(limit)
			.list(RowMappers::storedRequest);
	}

	private BoundStatement prepareUpdate(String sql) throws SQLException {
		return prepare(sql).add(this.now);
	}

	private BoundStatement prepare(String sql) throws SQLException {
		return new BoundStatement(this.session, sql);
	}

	/**
	 * In whose hands a new request is.
	 *
	 * @param instanceId the instance that accepts it
	 * @param buffered whether that instance publishes it from memory
	 */
	public record DispatchClaim(String instanceId, boolean buffered) {

	}

	/**
	 * Where a request came from.
	 *
	 * @param batch the batch
	 * @param line its line there
	 * @param fingerprint the SHA-256 of the line, null if it can not be repeated
	 */
	public record BatchPosition(RequestId batch, long line, @Nullable String fingerprint) {

	}

	/**
	 * Where a request stands.
	 *
	 * @param owner whose it is
	 * @param operation what was asked for
	 * @param state where it is in its life
	 * @param attempt the current attempt
	 * @param firstAttempt the attempt that its life began with
	 */
	public record StateSnapshot(String owner, String operation, RequestState state, int attempt, int firstAttempt) {

		static StateSnapshot read(ResultSet row) throws SQLException {
			return new StateSnapshot(row.getString("owner"), row.getString("operation"),
					RequestState.valueOf(row.getString("state")), row.getInt("attempt"), row.getInt("first_attempt"));
		}

		public int attemptsOfGeneration() {
			return this.attempt - this.firstAttempt + 1;
		}

	}

}
