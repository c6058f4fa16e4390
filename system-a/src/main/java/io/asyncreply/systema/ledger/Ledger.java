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
import io.asyncreply.systema.ledger.dao.OpenRequestCount;
import io.asyncreply.systema.ledger.dao.RequestQueries;
import io.asyncreply.systema.ledger.model.AcceptResult;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.RequestFilter;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.model.TransitionResult;
import org.jspecify.annotations.Nullable;

/**
 * The durable record of every request, as its callers see it. The row is the truth: a
 * change is real once its future completes, which is after the commit, and everything in
 * memory only shortens a wait.
 */
public final class Ledger {

	private static final RawJson CANCELLED = StrictJson
		.write(Problem.of("cancelled", "Cancelled", "The request was cancelled by its caller."));

	private final LedgerTemplate ledgerTemplate;

	private final RequestQueries requestQueries;

	private final BacklogLimiter backlogLimiter;

	private final RequestAcceptor requestAcceptor;

	public Ledger(LedgerTemplate ledgerTemplate, RequestQueries requestQueries, BacklogLimiter backlogLimiter,
			RequestAcceptor requestAcceptor) {
		this.ledgerTemplate = ledgerTemplate;
		this.requestQueries = requestQueries;
		this.backlogLimiter = backlogLimiter;
		this.requestAcceptor = requestAcceptor;
	}

	/**
	 * Accepts a request.
	 * @param request the request
	 * @return completed after the commit; or with {@link LedgerUnavailableException},
	 * when nobody knows whether it was stored, or {@link RequestRejectedException}, when
	 * it was not
	 */
	public CompletableFuture<AcceptResult> accept(NewRequest request) {
		RequestAcceptor.RequestReservation reservation;
		try {
			reservation = this.requestAcceptor.reserve(request);
		}
		catch (RequestRejectedException ex) {
			return repeatOrReject(request, ex);
		}
		catch (LedgerUnavailableException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		return this.ledgerTemplate.write((ledgerTransaction) -> store(ledgerTransaction, reservation))
			.whenComplete((acceptResult, failure) -> this.requestAcceptor.complete(reservation,
					(acceptResult instanceof AcceptResult.Accepted accepted) ? accepted.request() : null));
	}

	/**
	 * Ends a request that is open, wherever it is; a result that comes later changes
	 * nothing.
	 * @param owner who asks
	 * @param id the request
	 * @return completed after the commit, or with {@link LedgerUnavailableException}
	 */
	public CompletableFuture<TransitionResult> cancel(String owner, RequestId id) {
		return this.ledgerTemplate.transition(id, owner, (ledgerTransaction, sentMark, callback) -> callback
			.onResult(ledgerTransaction.requests().cancel(owner, id, CANCELLED)));
	}

	/**
	 * Opens another life of a request that ended otherwise than well: with the next
	 * attempt, and with as much time until its deadline as it had before.
	 * @param owner who asks
	 * @param id the request
	 * @return completed after the commit; or with {@link LedgerUnavailableException}, or
	 * {@link RequestRejectedException} if too many requests are open
	 */
	public CompletableFuture<TransitionResult> reopen(String owner, RequestId id) {
		try {
			this.backlogLimiter.reserveOpenRequest(owner);
		}
		catch (RequestRejectedException ex) {
			return CompletableFuture.failedFuture(this.backlogLimiter.countRejection(ex));
		}
		return this.ledgerTemplate
			.transition(id, owner,
					(ledgerTransaction, sentMark, callback) -> callback
						.onResult(ledgerTransaction.requests().reopen(owner, id)))
			.whenComplete((transitionResult, failure) -> this.backlogLimiter.completeOpenRequest(owner,
					transitionResult instanceof TransitionResult.Changed));
	}

	/**
	 * Forgets payload and result of a request that has ended, at once.
	 * @param owner who asks
	 * @param id the request
	 * @return completed after the commit, empty if it is done and else with why not; or
	 * with {@link LedgerUnavailableException}
	 */
	public CompletableFuture<Optional<TransitionResult>> erase(String owner, RequestId id) {
		return this.ledgerTemplate.write((ledgerTransaction) -> ledgerTransaction.retention().erase(owner, id)
				? Optional.empty() : Optional.of(LedgerTemplate.explainUnchanged(ledgerTransaction, id, owner)));
	}

	/**
	 * Finds a request.
	 * @param owner who asks
	 * @param id the request
	 * @return empty if there is none, or it is another owner's
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public Optional<StoredRequest> find(String owner, RequestId id) {
		return this.requestQueries.find(owner, id);
	}

	/**
	 * Finds a request whosever it is.
	 * @param id the request
	 * @return empty if there is none
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public Optional<StoredRequest> find(RequestId id) {
		return this.requestQueries.find(id);
	}

	/**
	 * Tells from when on a request may be published that waits in the ledger.
	 * @param id the request
	 * @return empty if an instance has it in hand, or it was sent
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public Optional<Instant> findDispatchTime(RequestId id) {
		return this.requestQueries.findDispatchTime(id);
	}

	/**
	 * Tells whether there was a request that has been purged.
	 * @param owner who asks
	 * @param id the request
	 * @return true for a while after the purge
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public boolean isPurged(String owner, RequestId id) {
		return this.requestQueries.isPurged(owner, id);
	}

	/**
	 * Lists requests, newest first.
	 * @param owner who asks
	 * @param filter which ones
	 * @return a page
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public List<StoredRequest> list(String owner, RequestFilter filter) {
		return this.requestQueries.list(owner, filter);
	}

	/**
	 * Tells since when the oldest request of a queue waits, in the ledger or at the
	 * broker.
	 * @param operation the operation
	 * @param lane its lane
	 * @return empty if none waits
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public Optional<Instant> findOldestWaiting(String operation, Lane lane) {
		return this.requestQueries.findOldestWaiting(operation, lane);
	}

	/**
	 * Counts the requests that have not ended.
	 * @return how many are open
	 */
	public long countOpen() {
		return this.backlogLimiter.countOpen();
	}

	/**
	 * Counts the requests that have not ended, queue by queue; costs a scan of them.
	 * @return the counts, none for a queue without open requests
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public List<OpenRequestCount> countOpenByQueue() {
		return this.requestQueries.countOpenByQueue();
	}

	/** What repeats a request of then gets that one all the same. */
	private CompletableFuture<AcceptResult> repeatOrReject(NewRequest request, RequestRejectedException rejection) {
		String owner = request.owner();
		NewRequest.IdempotencyData idempotencyData = request.idempotency();
		if (idempotencyData == null) {
			return CompletableFuture.failedFuture(this.backlogLimiter.countRejection(rejection));
		}
		return this.ledgerTemplate
			.write((ledgerTransaction) -> ledgerTransaction.requests().findByKey(owner, idempotencyData))
			.thenApply((existing) -> existing.orElseThrow(() -> this.backlogLimiter.countRejection(rejection)));
	}

	private AcceptResult store(LedgerTransaction ledgerTransaction, RequestAcceptor.RequestReservation reservation)
			throws SQLException {
		StoredRequest stored = this.requestAcceptor.store(ledgerTransaction, reservation, null);
		if (stored != null) {
			return new AcceptResult.Accepted(stored);
		}
		NewRequest request = reservation.request();
		NewRequest.IdempotencyData idempotencyData = request.idempotency();
		if (idempotencyData == null) {
			throw new SQLException("The id " + request.id() + " is taken");
		}
		return ledgerTransaction.requests()
			.findByKey(request.owner(), idempotencyData)
			.orElseThrow(() -> new SQLException("The row under the idempotency key is gone again"));
	}

}
