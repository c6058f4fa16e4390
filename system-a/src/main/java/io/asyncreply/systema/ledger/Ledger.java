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

	private final LedgerTemplate changes;

	private final RequestQueries reader;

	private final BacklogLimiter intake;

	private final RequestAcceptor threshold;

	public Ledger(LedgerTemplate changes, RequestQueries reader, BacklogLimiter intake, RequestAcceptor threshold) {
		this.changes = changes;
		this.reader = reader;
		this.intake = intake;
		this.threshold = threshold;
	}

	/**
	 * Accepts a request.
	 * @param request the request
	 * @return completed after the commit; or with {@link LedgerUnavailableException},
	 * when nobody knows whether it was stored, or {@link RequestRejectedException}, when
	 * it was not
	 */
	public CompletableFuture<AcceptResult> accept(NewRequest request) {
		RequestAcceptor.RequestReservation arrival;
		try {
			arrival = this.threshold.enter(request);
		}
		catch (RequestRejectedException ex) {
			return refuse(request, ex);
		}
		catch (LedgerUnavailableException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		return this.changes.write((transaction) -> store(transaction, arrival))
			.whenComplete((acceptance, failure) -> this.threshold.leave(arrival,
					(acceptance instanceof AcceptResult.Accepted accepted) ? accepted.entry() : null));
	}

	/**
	 * Ends a request that is open, wherever it is; a result that comes later changes
	 * nothing.
	 * @param owner who asks
	 * @param id the request
	 * @return completed after the commit, or with {@link LedgerUnavailableException}
	 */
	public CompletableFuture<TransitionResult> cancel(String owner, RequestId id) {
		return this.changes.transition(id, owner,
				(transaction, mark, told) -> told.changed(transaction.requests().cancel(owner, id, CANCELLED)));
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
			this.intake.claim(owner);
		}
		catch (RequestRejectedException ex) {
			return CompletableFuture.failedFuture(this.intake.refused(ex));
		}
		return this.changes
			.transition(id, owner, (transaction, mark, told) -> told.changed(transaction.requests().reopen(owner, id)))
			.whenComplete(
					(transition, failure) -> this.intake.settle(owner, transition instanceof TransitionResult.Changed));
	}

	/**
	 * Forgets payload and result of a request that has ended, at once.
	 * @param owner who asks
	 * @param id the request
	 * @return completed after the commit, empty if it is done and else with why not; or
	 * with {@link LedgerUnavailableException}
	 */
	public CompletableFuture<Optional<TransitionResult>> erase(String owner, RequestId id) {
		return this.changes.write((transaction) -> transaction.retention().erase(owner, id) ? Optional.empty()
				: Optional.of(LedgerTemplate.explain(transaction, id, owner)));
	}

	/**
	 * Finds a request.
	 * @param owner who asks
	 * @param id the request
	 * @return empty if there is none, or it is another owner's
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public Optional<StoredRequest> find(String owner, RequestId id) {
		return this.reader.find(owner, id);
	}

	/**
	 * Finds a request whosever it is.
	 * @param id the request
	 * @return empty if there is none
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public Optional<StoredRequest> find(RequestId id) {
		return this.reader.find(id);
	}

	/**
	 * Tells from when on a request may be published that waits in the ledger.
	 * @param id the request
	 * @return empty if an instance has it in hand, or it was sent
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public Optional<Instant> dispatchAt(RequestId id) {
		return this.reader.dispatchAt(id);
	}

	/**
	 * Tells whether there was a request that has been purged.
	 * @param owner who asks
	 * @param id the request
	 * @return true for a while after the purge
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public boolean isPurged(String owner, RequestId id) {
		return this.reader.isPurged(owner, id);
	}

	/**
	 * Lists requests, newest first.
	 * @param owner who asks
	 * @param filter which ones
	 * @return a page
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public List<StoredRequest> list(String owner, RequestFilter filter) {
		return this.reader.list(owner, filter);
	}

	/**
	 * Tells since when the oldest request of a queue waits, in the ledger or at the
	 * broker.
	 * @param operation the operation
	 * @param lane its lane
	 * @return empty if none waits
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public Optional<Instant> oldestWaiting(String operation, Lane lane) {
		return this.reader.oldestWaiting(operation, lane);
	}

	/**
	 * Counts the requests that have not ended.
	 * @return how many are open
	 */
	public long countOpen() {
		return this.intake.countOpen();
	}

	/**
	 * Counts the requests that have not ended, queue by queue; costs a scan of them.
	 * @return the counts, none for a queue without open requests
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public List<OpenRequestCount> countOpenByQueue() {
		return this.reader.countOpenByQueue();
	}

	/** What repeats a request of then gets that one all the same. */
	private CompletableFuture<AcceptResult> refuse(NewRequest request, RequestRejectedException refusal) {
		String owner = request.owner();
		NewRequest.IdempotencyData idempotency = request.idempotency();
		if (idempotency == null) {
			return CompletableFuture.failedFuture(this.intake.refused(refusal));
		}
		return this.changes.write((transaction) -> transaction.requests().findByKey(owner, idempotency))
			.thenApply((earlier) -> earlier.orElseThrow(() -> this.intake.refused(refusal)));
	}

	private AcceptResult store(LedgerTransaction transaction, RequestAcceptor.RequestReservation arrival)
			throws SQLException {
		StoredRequest stored = this.threshold.store(transaction, arrival, null);
		if (stored != null) {
			return new AcceptResult.Accepted(stored);
		}
		NewRequest request = arrival.request();
		NewRequest.IdempotencyData idempotency = request.idempotency();
		if (idempotency == null) {
			throw new SQLException("The id " + request.id() + " is taken");
		}
		return transaction.requests()
			.findByKey(request.owner(), idempotency)
			.orElseThrow(() -> new SQLException("The row under the idempotency key is gone again"));
	}

}
