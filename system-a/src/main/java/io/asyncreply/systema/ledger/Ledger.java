package io.asyncreply.systema.ledger;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.StrictJson;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/**
 * The durable record of every request. The row is the truth: a change is real once its
 * future completes, which is after the commit, and everything in memory only shortens a
 * wait.
 */
public final class Ledger {

	private static final int EXPIRE_PAGE = 500;

	private static final Problem EXPIRED = Problem.of("deadline-exceeded", "Deadline exceeded",
			"The request did not end before its deadline.");

	private final LedgerWriter writer;

	private final LedgerReader reader;

	private final Outlet outlet;

	private final List<LedgerListener> listeners;

	private final Intake intake;

	private final String instance = UUID.randomUUID().toString();

	private final SentMarks marks = new SentMarks();

	Ledger(LedgerWriter writer, LedgerReader reader, Outlet outlet, List<LedgerListener> listeners, Intake intake) {
		this.writer = writer;
		this.reader = reader;
		this.outlet = outlet;
		this.listeners = listeners;
		this.intake = intake;
	}

	/**
	 * Takes over what an earlier run left in its hands. Comes before everything else.
	 * @throws LedgerUnavailableException if the database cannot be written
	 */
	void begin() {
		try {
			this.writer.write((table) -> table.adopt(this.instance)).join();
		}
		catch (CompletionException ex) {
			throw new IllegalStateException("The ledger cannot be written", ex.getCause());
		}
		this.intake.begin(this.reader.countOpen());
	}

	/**
	 * Accepts a request.
	 * @param request the request
	 * @return completed after the commit, on the writer thread; or with
	 * {@link LedgerUnavailableException}, when nobody knows whether it was stored, or
	 * {@link BacklogFullException}, when it was not
	 */
	public CompletableFuture<Acceptance> accept(NewRequest request) {
		try {
			this.intake.enter(request.payload());
		}
		catch (BacklogFullException | LedgerUnavailableException ex) {
			return CompletableFuture.failedFuture(ex);
		}
		Unsent unsent = Unsent.first(request);
		boolean inHand = this.outlet.reserve(unsent);
		return this.writer.write((table) -> insert(table, request, inHand)).whenComplete((acceptance, failure) -> {
			this.intake.leave(request.payload());
			handOver(unsent, inHand, acceptance);
		});
	}

	/**
	 * Records what a reply says. A retryable failure ends the request like any other: use
	 * {@link #retry} to give it another attempt.
	 * @param reply the reply
	 * @return completed after the commit, or with {@link LedgerUnavailableException}
	 */
	public CompletableFuture<Transition> record(CorrelatedReply reply) {
		return transition(reply.request(), (table, sentAt) -> record(table, reply, sentAt));
	}

	/**
	 * Opens the next attempt of a request whose current one failed.
	 * @param id the request
	 * @param attempt the attempt that failed
	 * @param delay after this it may be published again
	 * @return completed after the commit, or with {@link LedgerUnavailableException}
	 */
	public CompletableFuture<Transition> retry(RequestId id, int attempt, Duration delay) {
		return transition(id, (table, sentAt) -> table.retry(id, attempt, delay));
	}

	/**
	 * Notes that the broker confirmed a publish; written within a second.
	 * @param id the request
	 * @param attempt the attempt that was published
	 * @param at when it was confirmed
	 */
	public void sent(RequestId id, int attempt, Instant at) {
		if (this.marks.add(id, attempt, at)) {
			CompletableFuture<?> unused = writeMarks();
		}
	}

	/**
	 * Gives back a request that could not be published.
	 * @param id the request
	 * @param attempt the attempt that was not published
	 * @param delay after this it may be claimed again
	 * @return completed after the commit, or with {@link LedgerUnavailableException}
	 */
	public CompletableFuture<?> postpone(RequestId id, int attempt, Duration delay) {
		return this.writer.write((table) -> {
			table.postpone(id, attempt, delay);
			return id;
		});
	}

	/**
	 * Claims requests that wait in the ledger to be published.
	 * @param limit most requests to claim
	 * @return completed after the commit with the requests, now in the hands of this
	 * instance, or with {@link LedgerUnavailableException}
	 */
	public CompletableFuture<List<Unsent>> claim(int limit) {
		return this.writer.write((table) -> table.claim(this.instance, limit));
	}

	/**
	 * Tells whether there is something to claim.
	 * @return true if there is
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public boolean hasClaimable() {
		return read(this.reader::hasClaimable);
	}

	/**
	 * Finds a request.
	 * @param owner who asks
	 * @param id the request
	 * @return empty if there is none, or it is another owner's
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public Optional<Entry> find(String owner, RequestId id) {
		return read(() -> this.reader.find(owner, id));
	}

	/**
	 * Lists requests, newest first.
	 * @param owner who asks
	 * @param filter which ones
	 * @return a page
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public List<Entry> list(String owner, Filter filter) {
		return read(() -> this.reader.list(owner, filter));
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
		return read(() -> this.reader.oldestWaiting(operation, lane));
	}

	/**
	 * Counts the requests that have not ended.
	 * @return how many are open
	 */
	public long countOpen() {
		return this.intake.countOpen();
	}

	/**
	 * Ends requests whose deadline has passed, a page at a time.
	 * @return completed with whether there may be more
	 */
	CompletableFuture<Boolean> expire() {
		return this.writer.write((table) -> table.expire(StrictJson.write(EXPIRED), EXPIRE_PAGE))
			.thenApply((expired) -> {
				expired.forEach(this::announce);
				return expired.size() == EXPIRE_PAGE;
			});
	}

	CompletableFuture<?> writeMarks() {
		if (this.marks.isEmpty()) {
			return CompletableFuture.completedFuture(null);
		}
		return this.writer.write(this.marks::write).thenAccept((written) -> {
			this.marks.forget(written);
			written.entries().forEach(this::announce);
		});
	}

	private Acceptance insert(RequestTable table, NewRequest request, boolean inHand) throws SQLException {
		if (table.insert(request, this.instance, inHand)) {
			Instant now = table.now();
			return new Acceptance.Accepted(new Entry(request.id(), request.owner(), request.operation(), request.lane(),
					State.ACCEPTED, 1, 1, new Entry.Times(now, now, request.deadline(), null, null), null, null, null));
		}
		NewRequest.Idempotency idempotency = request.idempotency();
		if (idempotency == null) {
			throw new SQLException("The id " + request.id() + " is taken");
		}
		return table.findRepeated(request.owner(), idempotency);
	}

	private void handOver(Unsent unsent, boolean inHand, @Nullable Acceptance acceptance) {
		if (acceptance instanceof Acceptance.Accepted accepted) {
			this.intake.opened();
			if (inHand) {
				this.outlet.take(unsent);
			}
			this.listeners.forEach((listener) -> listener.changed(accepted.entry()));
		}
		else if (inHand) {
			this.outlet.release(unsent);
		}
	}

	private Optional<Entry> record(RequestTable table, CorrelatedReply correlated, @Nullable Instant sentAt)
			throws SQLException {
		RequestId id = correlated.request();
		if (correlated.reply() instanceof Reply.Succeeded succeeded) {
			return table.succeed(id, succeeded, sentAt);
		}
		if (correlated.reply() instanceof Reply.Failed failed) {
			return table.fail(id, correlated.attempt(), StrictJson.write(failed.error()),
					failed.durations().processing(), sentAt);
		}
		return table.progress(id, correlated.attempt(), (Reply.Progress) correlated.reply(), sentAt);
	}

	private CompletableFuture<Transition> transition(RequestId id, Step step) {
		return this.writer.write((table) -> {
			Optional<Entry> changed = step.take(table, this.marks.sentAt(id));
			if (changed.isPresent()) {
				return new Transition.Changed(changed.get());
			}
			Optional<State> state = table.state(id);
			return state.isPresent() ? new Transition.Unchanged(state.get()) : new Transition.Unknown();
		}).thenApply((transition) -> {
			if (transition instanceof Transition.Changed changed) {
				this.marks.forget(id);
				announce(changed.entry());
			}
			return transition;
		});
	}

	private void announce(Entry entry) {
		if (entry.state().isEnded()) {
			this.intake.ended();
		}
		this.listeners.forEach((listener) -> listener.changed(entry));
	}

	private <T> T read(Supplier<T> query) {
		try {
			return query.get();
		}
		catch (DataAccessException ex) {
			throw new LedgerUnavailableException("Not read", ex);
		}
	}

	/**
	 * A conditional change of one row.
	 */
	private interface Step {

		Optional<Entry> take(RequestTable table, @Nullable Instant sentAt) throws SQLException;

	}

}
