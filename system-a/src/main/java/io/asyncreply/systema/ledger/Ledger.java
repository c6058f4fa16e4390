package io.asyncreply.systema.ledger;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.systema.ledger.admission.BacklogLimiter;
import io.asyncreply.systema.ledger.admission.RequestRejectedException;
import io.asyncreply.systema.ledger.commit.LedgerTemplate;
import io.asyncreply.systema.ledger.dao.LedgerTransaction;
import io.asyncreply.systema.ledger.dao.PendingUpdate;
import io.asyncreply.systema.ledger.dao.RequestListQuery;
import io.asyncreply.systema.ledger.dao.RequestQueries;
import io.asyncreply.systema.ledger.model.AcceptResult;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.OpenRequestCount;
import io.asyncreply.systema.ledger.model.RequestFilter;
import io.asyncreply.systema.ledger.model.RequestSlice;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.model.TransitionResult;
import io.asyncreply.systema.ledger.sql.WalCheckpointer;

/**
 * Accepts, changes and finds requests on behalf of their callers. A change is durable
 * once its future completes, which is after the commit. All state in memory is a cache of
 * the rows.
 */
public final class Ledger {

	private static final RawJson CANCELLED = StrictJson
		.write(Problem.of("cancelled", "Cancelled", "The caller cancelled the request."));

	private final LedgerTemplate ledgerTemplate;

	private final RequestQueries requestQueries;

	private final RequestListQuery requestListQuery;

	private final BacklogLimiter backlogLimiter;

	private final RequestAcceptor requestAcceptor;

	private final WalCheckpointer walCheckpointer;

	public Ledger(LedgerTemplate ledgerTemplate, RequestQueries requestQueries, RequestListQuery requestListQuery,
			BacklogLimiter backlogLimiter, RequestAcceptor requestAcceptor, WalCheckpointer walCheckpointer) {
		this.ledgerTemplate = ledgerTemplate;
		this.requestQueries = requestQueries;
		this.requestListQuery = requestListQuery;
		this.backlogLimiter = backlogLimiter;
		this.requestAcceptor = requestAcceptor;
		this.walCheckpointer = walCheckpointer;
	}

	/**
	 * Accepts a request. A request with a known idempotency key is repeated even if a
	 * limit is reached.
	 * @param request the request
	 * @return completed after the commit; or with {@link RequestRejectedException} if
	 * nothing was stored, or with {@link LedgerUnavailableException} if it is unknown
	 * whether the request was stored
	 */
	public CompletableFuture<AcceptResult> accept(NewRequest request) {
		BacklogLimiter.Reservation reservation;
		try {
			reservation = this.backlogLimiter.reserve(request);
		}
		catch (RequestRejectedException ex) {
			return repeatOrReject(request, ex);
		}
		catch (LedgerUnavailableException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		return this.ledgerTemplate.write((ledgerTransaction) -> store(ledgerTransaction, request, reservation))
			.whenComplete((acceptResult, failure) -> this.requestAcceptor.complete(reservation,
					(acceptResult instanceof AcceptResult.Accepted accepted) ? accepted.request() : null));
	}

	/**
	 * Cancels an open request. A result that arrives later changes nothing.
	 * @param owner the caller
	 * @param id the request
	 * @return completed after the commit, or with {@link LedgerUnavailableException}
	 */
	public CompletableFuture<TransitionResult> cancel(String owner, RequestId id) {
		return this.ledgerTemplate.transition(new LedgerTemplate.RequestTransition(id, owner, (ledgerTransaction,
				sentMark) -> PendingUpdate.of(ledgerTransaction.requests().cancel(owner, id, CANCELLED))));
	}

	/**
	 * Starts a new generation of a request that failed, expired or was cancelled, with
	 * the next attempt and as much time until the deadline as before.
	 * @param owner the caller
	 * @param id the request
	 * @return completed after the commit; or with {@link RequestRejectedException} if a
	 * limit is reached, or with {@link LedgerUnavailableException}
	 */
	public CompletableFuture<TransitionResult> reopen(String owner, RequestId id) {
		BacklogLimiter.Reservation reservation;
		try {
			reservation = this.backlogLimiter.reserveReopening(owner);
		}
		catch (RequestRejectedException ex) {
			return CompletableFuture.failedFuture(this.backlogLimiter.countRejection(ex));
		}
		return this.ledgerTemplate
			.transition(new LedgerTemplate.RequestTransition(id, owner,
					(ledgerTransaction, sentMark) -> PendingUpdate.of(ledgerTransaction.requests().reopen(owner, id))))
			.whenComplete((transitionResult, failure) -> {
				if (transitionResult instanceof TransitionResult.Changed) {
					reservation.confirm();
				}
				else {
					reservation.release();
				}
			});
	}

	/**
	 * Deletes payload and result of a request in a terminal state. Within a few seconds
	 * its texts are in no file of a SQLite ledger.
	 * @param owner the caller
	 * @param id the request
	 * @return completed after the commit: empty if the request was erased, otherwise the
	 * reason why not; or with {@link LedgerUnavailableException}
	 */
	public CompletableFuture<Optional<TransitionResult>> erase(String owner, RequestId id) {
		return this.ledgerTemplate
			.<Optional<TransitionResult>>write((ledgerTransaction) -> ledgerTransaction.retention().erase(owner, id)
					? Optional.empty() : Optional.of(LedgerTemplate.explainUnchanged(ledgerTransaction, id, owner)))
			.whenComplete((rejection, failure) -> this.walCheckpointer.eraseDeletedTexts());
	}

	/**
	 * Finds a request of a caller.
	 * @param owner the caller
	 * @param id the request
	 * @return its row without a long result; empty if there is no such request, or if
	 * another caller submitted it
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public Optional<StoredRequest> find(String owner, RequestId id) {
		return this.requestQueries.find(owner, id);
	}

	/**
	 * Finds the result of a request of a caller, whatever its length.
	 * @param owner the caller
	 * @param id the request
	 * @return empty if there is no such request, or if it has not succeeded
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public Optional<RawJson> findResult(String owner, RequestId id) {
		return this.requestQueries.findResult(owner, id);
	}

	/**
	 * Finds a request of any caller.
	 * @param id the request
	 * @return its row without a long result; empty if there is no such request
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public Optional<StoredRequest> find(RequestId id) {
		return this.requestQueries.find(id);
	}

	/**
	 * Finds the earliest time at which an accepted request may be claimed.
	 * @param id the request
	 * @return empty if the request is claimed, sent or ended
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public Optional<Instant> findDispatchTime(RequestId id) {
		return this.requestQueries.findDispatchTime(id);
	}

	/**
	 * Whether a request of a caller was purged or erased; true until its tombstone is
	 * purged.
	 * @param owner the caller
	 * @param id the request
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public boolean isPurged(String owner, RequestId id) {
		return this.requestQueries.isPurged(owner, id);
	}

	/**
	 * Lists requests of a caller, newest first. Uses another connection than
	 * {@link #find}.
	 * @param owner the caller
	 * @param filter the conditions, and the size of the page
	 * @return a page of limited length and bytes
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public RequestSlice list(String owner, RequestFilter filter) {
		return this.requestListQuery.read(owner, filter);
	}

	/**
	 * Finds the time of acceptance of the oldest request of a queue that no worker has
	 * reported on.
	 * @param operation the operation of the queue
	 * @param lane the lane of the queue
	 * @return empty if no request waits
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public Optional<Instant> findOldestWaiting(String operation, Lane lane) {
		return this.requestQueries.findOldestWaiting(operation, lane);
	}

	/** Returns the number of open requests, from memory. */
	public long countOpen() {
		return this.backlogLimiter.countOpen();
	}

	/**
	 * Counts the open requests of each queue in the database, which reads all of them.
	 * @return the counts; none for a queue without open requests
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public List<OpenRequestCount> countOpenByQueue() {
		return this.requestQueries.countOpenByQueue();
	}

	/**
	 * Finds the operations of all open requests.
	 * @return their names in ascending order
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public List<String> findOpenOperations() {
		return this.requestQueries.findOpenOperations();
	}

	private CompletableFuture<AcceptResult> repeatOrReject(NewRequest request, RequestRejectedException rejection) {
		String owner = request.owner();
		NewRequest.IdempotencyData idempotencyData = request.idempotency();
		if (idempotencyData == null) {
			return CompletableFuture.failedFuture(this.backlogLimiter.countRejection(rejection));
		}
		return this.ledgerTemplate.write((ledgerTransaction) -> findByKey(ledgerTransaction, owner, idempotencyData))
			.thenApply((existing) -> existing.orElseThrow(() -> this.backlogLimiter.countRejection(rejection)));
	}

	private AcceptResult store(LedgerTransaction ledgerTransaction, NewRequest request,
			BacklogLimiter.Reservation reservation) throws SQLException {
		StoredRequest stored = this.requestAcceptor.store(ledgerTransaction, request, reservation, null);
		if (stored != null) {
			return new AcceptResult.Accepted(stored);
		}
		NewRequest.IdempotencyData idempotencyData = request.idempotency();
		if (idempotencyData == null) {
			throw new SQLException("A row with the id " + request.id() + " exists already");
		}
		return findByKey(ledgerTransaction, request.owner(), idempotencyData)
			.orElseThrow(() -> new SQLException("No row has the idempotency key that is in use"));
	}

	private static Optional<AcceptResult> findByKey(LedgerTransaction ledgerTransaction, String owner,
			NewRequest.IdempotencyData idempotencyData) throws SQLException {
		Optional<AcceptResult> stored = ledgerTransaction.submissions().findByKey(owner, idempotencyData);
		if (stored.isEmpty() && ledgerTransaction.retention().isKeyPurged(owner, idempotencyData.keyHash())) {
			return Optional.of(new AcceptResult.KeyPurged());
		}
		return stored;
	}

}
