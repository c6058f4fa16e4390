package io.asyncreply.systema.ledger;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import io.asyncreply.messages.RequestId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes changes through the writer and tells of each after its commit.
 */
final class Changes {

	private static final Logger logger = LoggerFactory.getLogger(Changes.class);

	private static final long AGAIN_SECONDS = 1;

	private final LedgerWriter writer;

	private final SentMarks marks;

	private final Intake intake;

	private final List<LedgerListener> listeners;

	private final ScheduledExecutorService scheduler;

	Changes(LedgerWriter writer, SentMarks marks, Intake intake, List<LedgerListener> listeners,
			ScheduledExecutorService scheduler) {
		this.writer = writer;
		this.marks = marks;
		this.intake = intake;
		this.listeners = List.copyOf(listeners);
		this.scheduler = scheduler;
	}

	/**
	 * Makes a change.
	 * @return completed after the commit, or with {@link LedgerUnavailableException}
	 */
	<T> CompletableFuture<T> write(LedgerWriter.Work<T> work) {
		return this.writer.write(work);
	}

	/**
	 * Has changes committed together.
	 * @param adding adds them, and waits for nothing
	 */
	void together(Runnable adding) {
		this.writer.together(adding);
	}

	/**
	 * Makes a change again and again until it is committed.
	 * @return completed after the commit; never if the ledger is closed before
	 */
	CompletableFuture<Void> persist(LedgerWriter.Work<?> work) {
		CompletableFuture<Void> committed = new CompletableFuture<>();
		persist(work, committed);
		return committed;
	}

	/**
	 * Changes one request if its state allows it.
	 * @param id the request
	 * @param owner whose request it has to be, null if that does not matter
	 * @param step the change
	 */
	CompletableFuture<Transition> transition(RequestId id, @Nullable String owner, Step step) {
		return this.writer.write((transaction) -> {
			AtomicReference<Transition> outcome = new AtomicReference<>();
			transaction.requests().bringUpToDate(id);
			step.take(transaction, this.marks.of(id), (changed) -> outcome
				.set(changed.isPresent() ? new Transition.Changed(changed.get()) : explain(transaction, id, owner)));
			return outcome;
		}).thenApply(AtomicReference::get).thenApply((transition) -> {
			if (transition instanceof Transition.Changed changed) {
				this.marks.forget(id);
				announce(changed.entry());
			}
			return transition;
		});
	}

	void announce(Entry entry) {
		if (entry.state().isEnded()) {
			this.intake.ended(entry.owner());
		}
		this.listeners.forEach((listener) -> listener.changed(entry));
	}

	/** Says why nothing changed. */
	static Transition explain(Transaction transaction, RequestId id, @Nullable String owner) throws SQLException {
		Optional<RequestTable.Standing> standing = transaction.requests()
			.standing(id)
			.filter((row) -> owner == null || row.owner().equals(owner));
		if (standing.isPresent()) {
			return new Transition.Unchanged(standing.get().state());
		}
		return transaction.retention()
			.ownerOfGone(id)
			.filter((former) -> owner == null || former.equals(owner))
			.<Transition>map((former) -> new Transition.Gone())
			.orElseGet(Transition.Unknown::new);
	}

	private void persist(LedgerWriter.Work<?> work, CompletableFuture<Void> committed) {
		CompletableFuture<?> unused = this.writer.write(work).whenComplete((done, failure) -> {
			if (failure == null) {
				committed.complete(null);
			}
			else {
				persistLater(work, committed);
			}
		});
	}

	private void persistLater(LedgerWriter.Work<?> work, CompletableFuture<Void> committed) {
		try {
			Future<?> unused = this.scheduler.schedule(() -> persist(work, committed), AGAIN_SECONDS, TimeUnit.SECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The ledger is closed, the next run adopts what is in hand");
		}
	}

	/**
	 * A conditional change of one row.
	 */
	interface Step {

		void take(Transaction transaction, SentMarks.@Nullable Sent mark, Told told) throws SQLException;

	}

	/**
	 * Hears in the transaction what a step comes to, at its end at the latest.
	 */
	interface Told {

		/**
		 * Tells of the row.
		 * @param changed the row after the change, empty if there was none
		 */
		void changed(Optional<Entry> changed) throws SQLException;

	}

}
