package io.asyncreply.systema.ledger.dao;

import java.sql.SQLException;
import java.util.Optional;

import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.tracing.TraceParent;
import io.asyncreply.systema.ledger.model.AcceptResult;
import io.asyncreply.systema.ledger.model.LedgerTime;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.sql.BoundStatement;
import io.asyncreply.systema.ledger.sql.ParameterBinder;
import io.asyncreply.systema.ledger.sql.RowStatement;
import io.asyncreply.systema.ledger.sql.WriteSession;
import org.jspecify.annotations.Nullable;

/**
 * Inserts submitted requests, and finds them by their idempotency key.
 */
public final class SubmissionDao {

	private static final String COLUMNS = "request (id, owner, operation, lane, state, attempt, version, "
			+ "accepted_at, updated_at, deadline, dispatch_at, instance, idempotency_key, fingerprint, payload, trace, "
			+ "batch, line)";

	private static final String VALUES = "{id text}, {owner text}, {operation text}, {lane text}, "
			+ "'ACCEPTED', 1, 1, {accepted_at bigint}, {updated_at bigint}, {deadline bigint}, {dispatch_at bigint}, "
			+ "{instance text}, {idempotency_key text}, {fingerprint text}, {payload bytes}, {trace text}, "
			+ "{batch text}, {line bigint}";

	private static final RowStatement INSERT = RowStatement.insert(COLUMNS, VALUES);

	private static final String INSERT_IF_KEY_UNUSED = RowStatement.insertIf(COLUMNS, VALUES, RowMappers.KEY_NOT_PURGED)
			+ " on conflict (owner, idempotency_key) where idempotency_key is not null do nothing";

	private static final String BY_KEY = "select " + RowMappers.COLUMNS_WITHOUT_LONG_RESULT
			+ ", fingerprint from request where owner = ? and idempotency_key = ? and idempotency_key is not null";

	private final WriteSession session;

	private final long now;

	/**
	 * Creates the DAO of one transaction.
	 * @param session the session of the transaction
	 * @param now the time of the transaction in microseconds since the epoch
	 */
	SubmissionDao(WriteSession session, long now) {
		this.session = session;
		this.now = now;
	}

	/**
	 * Inserts a request unless its idempotency key is in use or was that of a purged
	 * request. Without a key the insert is deferred.
	 * @param request the request
	 * @param dispatchClaim the instance that publishes the request
	 * @param position the position in its batch, null for a single request
	 * @return whether the request is inserted
	 */
	public boolean insert(NewRequest request, DispatchClaim dispatchClaim, @Nullable BatchPosition position)
			throws SQLException {
		NewRequest.IdempotencyData idempotencyData = request.idempotency();
		if (idempotencyData != null) {
			return bindRequest(new BoundStatement(this.session, INSERT_IF_KEY_UNUSED), request, dispatchClaim, position)
				.add(request.owner())
				.add(idempotencyData.keyHash())
				.update() == 1;
		}
		bindRequest(this.session.defer(INSERT), request, dispatchClaim, position).enqueue();
		return true;
	}

	/**
	 * Finds the request of an idempotency key.
	 * @param owner the caller
	 * @param idempotencyData the key and the fingerprint of the submission
	 * @return the outcome of the submission, empty if the key is not in use
	 */
	public Optional<AcceptResult> findByKey(String owner, NewRequest.IdempotencyData idempotencyData)
			throws SQLException {
		return new BoundStatement(this.session, BY_KEY).add(owner).add(idempotencyData.keyHash()).first((row) -> {
			boolean sameBody = idempotencyData.fingerprint().equals(row.getString("fingerprint"));
			return sameBody ? new AcceptResult.Repeated(RowMappers.storedRequest(row)) : new AcceptResult.KeyReused();
		});
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
			.add(LedgerTime.toMicros(request.deadline()))
			.add(dispatchClaim.buffered() ? null : this.now)
			.add(dispatchClaim.instanceId())
			.add((idempotencyData != null) ? idempotencyData.keyHash() : null)
			.add((idempotencyData != null) ? idempotencyData.fingerprint()
					: (position != null) ? position.fingerprint() : null)
			.add(request.payload())
			.add((trace != null) ? trace.value() : null)
			.add((position != null) ? position.batch().toString() : null)
			.add((position != null) ? position.line() : null);
	}

	/**
	 * The claim of a new request.
	 *
	 * @param instanceId the instance that accepts the request
	 * @param buffered whether that instance publishes it from memory
	 */
	public record DispatchClaim(String instanceId, boolean buffered) {

	}

	/**
	 * The position of a request in its batch.
	 *
	 * @param batch the batch
	 * @param line the line, counted from 1
	 * @param fingerprint the SHA-256 of the line, null for an upload without key
	 */
	public record BatchPosition(RequestId batch, long line, @Nullable String fingerprint) {

	}

}
