package io.asyncreply.systema.ledger.commit;

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
import io.asyncreply.systema.ledger.admission.BacklogLimiter;
import io.asyncreply.systema.ledger.dao.LedgerTransaction;
import io.asyncreply.systema.ledger.dao.RequestDao;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.model.TransitionResult;
import io.asyncreply.systema.ledger.spi.LedgerListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes changes through the writer and tells of each after its commit.
 */
public final class LedgerTemplate {

	private static final Logger logger = LoggerFactory.getLogger(LedgerTemplate.class);

	private static final long AGAIN_SECONDS = 1;

	private final LedgerWriter writer;

	private final SentMarkBuffer marks;

	private final BacklogLimiter intake;

	private final List<LedgerListener> listeners;

	private final ScheduledExecutorService scheduler;

	public LedgerTemplate(LedgerWriter writer, SentMarkBuffer marks, BacklogLimiter intake,
			List<LedgerListener> listeners, ScheduledExecutorService scheduler) {
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
	public <T> CompletableFuture<T> write(LedgerWriter.TransactionWork<T> work) {
		return this.writer.write(work);
	}

	/**
	 * Has changes committed together.
	 * @param adding adds them, and waits for nothing
	 */
	public void together(Runnable adding) {
		this.writer.together(adding);
	}

	/**
	 * Makes a change again and again until it is committed.
	 * @return completed after the commit; never if the ledger is closed before
	 */
	public CompletableFuture<Void> persist(LedgerWriter.TransactionWork<?> work) {
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
	public CompletableFuture<TransitionResult> transition(RequestId id, @Nullable String owner,
			ConditionalUpdate step) {
		return this.writer.write((transaction) -> {
			AtomicReference<TransitionResult> outcome = new AtomicReference<>();
			transaction.requests().bringUpToDate(id);
			step.take(transaction, this.marks.of(id), (changed) -> outcome.set(changed.isPresent()
					? new TransitionResult.Changed(changed.get()) : explain(transaction, id, owner)));
			return outcome;
		}).thenApply(AtomicReference::get).thenApply((transition) -> {
			if (transition instanceof TransitionResult.Changed changed) {
				this.marks.forget(id);
				announce(changed.entry());
			}
			return transition;
		});
	}

	public void announce(StoredRequest entry) {
		if (entry.state().isEnded()) {
			this.intake.ended(entry.owner());
		}
		this.listeners.forEach((listener) -> listener.changed(entry));
	}

	/** Says why nothing changed. */
	public static TransitionResult explain(LedgerTransaction transaction, RequestId id, @Nullable String owner)
			throws SQLException {
		Optional<RequestDao.StateSnapshot> standing = transaction.requests()
			.standing(id)
			.filter((row) -> owner == null || row.owner().equals(owner));
		if (standing.isPresent()) {
			return new TransitionResult.Unchanged(standing.get().state());
		}
		return transaction.retention()
			.ownerOfGone(id)
			.filter((former) -> owner == null || former.equals(owner))
			.<TransitionResult>map((former) -> new TransitionResult.Purged())
			.orElseGet(TransitionResult.NotFound::new);
	}

	private void persist(LedgerWriter.TransactionWork<?> work, CompletableFuture<Void> committed) {
		CompletableFuture<?> unused = this.writer.write(work).whenComplete((done, failure) -> {
			if (failure == null) {
				committed.complete(null);
			}
			else {
				persistLater(work, committed);
			}
		});
	}

	private void persistLater(LedgerWriter.TransactionWork<?> work, CompletableFuture<Void> committed) {
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
	public interface ConditionalUpdate {

		void take(LedgerTransaction transaction, SentMarkBuffer.@Nullable SentMark mark, UpdateCallback told)
				throws SQLException;

	}

	/**
	 * Hears in the transaction what a step comes to, at its end at the latest.
	 */
	public interface UpdateCallback {

		/**
		 * Tells of the row.
		 * @param changed the row after the change, empty if there was none
		 */
		void changed(Optional<StoredRequest> changed) throws SQLException;

	}

}
