package io.asyncreply.systema.ledger.commit;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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

	private static final long RETRY_DELAY_SECONDS = 1;

	private final LedgerWriter ledgerWriter;

	private final SentMarkBuffer sentMarkBuffer;

	private final BacklogLimiter backlogLimiter;

	private final List<LedgerListener> listeners;

	private final ScheduledExecutorService scheduler;

	public LedgerTemplate(LedgerWriter ledgerWriter, SentMarkBuffer sentMarkBuffer, BacklogLimiter backlogLimiter,
			List<LedgerListener> listeners, ScheduledExecutorService scheduler) {
		this.ledgerWriter = ledgerWriter;
		this.sentMarkBuffer = sentMarkBuffer;
		this.backlogLimiter = backlogLimiter;
		this.listeners = List.copyOf(listeners);
		this.scheduler = scheduler;
	}

	/**
	 * Makes a change.
	 * @return completed after the commit, or with {@link LedgerUnavailableException}
	 */
	public <T> CompletableFuture<T> write(LedgerWriter.TransactionWork<T> transactionWork) {
		return this.ledgerWriter.write(transactionWork);
	}

	/**
	 * Has changes committed together.
	 * @param writes adds them, and waits for nothing
	 */
	public void writeAll(Runnable writes) {
		this.ledgerWriter.writeAll(writes);
	}

	/**
	 * Makes a change again and again until it is committed.
	 * @return completed after the commit; never if the ledger is closed before
	 */
	public CompletableFuture<Void> writeUntilCommitted(LedgerWriter.TransactionWork<?> transactionWork) {
		CompletableFuture<Void> committed = new CompletableFuture<>();
		writeUntilCommitted(transactionWork, committed);
		return committed;
	}

	/**
	 * Changes one request if its state allows it.
	 * @param id the request
	 * @param owner whose request it has to be, null if that does not matter
	 * @param update the change
	 */
	public CompletableFuture<TransitionResult> transition(RequestId id, @Nullable String owner,
			ConditionalUpdate update) {
		return this.ledgerWriter.write((ledgerTransaction) -> {
			AtomicReference<TransitionResult> result = new AtomicReference<>();
			ledgerTransaction.requests().flushPending(id);
			update.apply(ledgerTransaction, this.sentMarkBuffer.find(id), (changed) -> result.set(changed.isPresent()
					? new TransitionResult.Changed(changed.get()) : explainUnchanged(ledgerTransaction, id, owner)));
			return result;
		}).thenApply(AtomicReference::get).thenApply((transitionResult) -> {
			if (transitionResult instanceof TransitionResult.Changed changed) {
				this.sentMarkBuffer.remove(id);
				notifyListeners(changed.request());
			}
			return transitionResult;
		});
	}

	public void notifyListeners(StoredRequest stored) {
		if (stored.state().isEnded()) {
			this.backlogLimiter.releaseOpenRequest(stored.owner());
		}
		this.listeners.forEach((listener) -> listener.onChange(stored));
	}

	/** Says why nothing changed. */
	public static TransitionResult explainUnchanged(LedgerTransaction ledgerTransaction, RequestId id,
			@Nullable String owner) throws SQLException {
		Optional<RequestDao.StateSnapshot> snapshot = ledgerTransaction.requests()
			.findSnapshot(id)
			.filter((row) -> owner == null || row.owner().equals(owner));
		if (snapshot.isPresent()) {
			return new TransitionResult.Unchanged(snapshot.get().state());
		}
		return ledgerTransaction.retention()
			.findTombstoneOwner(id)
			.filter((formerOwner) -> owner == null || formerOwner.equals(owner))
			.<TransitionResult>map((formerOwner) -> new TransitionResult.Purged())
			.orElseGet(TransitionResult.NotFound::new);
	}

	private void writeUntilCommitted(LedgerWriter.TransactionWork<?> transactionWork,
			CompletableFuture<Void> committed) {
		this.ledgerWriter.write(transactionWork).whenComplete((ignored, failure) -> {
			if (failure == null) {
				committed.complete(null);
			}
			else {
				retryLater(transactionWork, committed);
			}
		});
	}

	private void retryLater(LedgerWriter.TransactionWork<?> transactionWork, CompletableFuture<Void> committed) {
		try {
			this.scheduler.schedule(() -> writeUntilCommitted(transactionWork, committed), RETRY_DELAY_SECONDS,
					TimeUnit.SECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The ledger is closed, the next run adopts what is in hand");
		}
	}

	/**
	 * A conditional change of one row.
	 */
	public interface ConditionalUpdate {

		void apply(LedgerTransaction ledgerTransaction, SentMarkBuffer.@Nullable SentMark sentMark,
				UpdateCallback callback) throws SQLException;

	}

	/**
	 * Hears in the transaction what a step comes to, at its end at the latest.
	 */
	public interface UpdateCallback {

		/**
		 * Tells of the row.
		 * @param changed the row after the change, empty if there was none
		 */
		void onResult(Optional<StoredRequest> changed) throws SQLException;

	}

}
