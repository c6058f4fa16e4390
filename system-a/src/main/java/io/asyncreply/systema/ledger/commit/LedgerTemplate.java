package io.asyncreply.systema.ledger.commit;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.admission.BacklogLimiter;
import io.asyncreply.systema.ledger.dao.LedgerTransaction;
import io.asyncreply.systema.ledger.dao.PendingUpdate;
import io.asyncreply.systema.ledger.dao.RequestDao;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.ledger.model.SentMark;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.model.TransitionResult;
import io.asyncreply.systema.ledger.spi.LedgerListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes changes through the {@link GroupCommitWriter} and notifies the listeners of each
 * one after its commit.
 */
public final class LedgerTemplate {

	private static final Logger logger = LoggerFactory.getLogger(LedgerTemplate.class);

	private static final long RETRY_DELAY_SECONDS = 1;

	private final GroupCommitWriter groupCommitWriter;

	private final SentMarkBuffer sentMarkBuffer;

	private final BacklogLimiter backlogLimiter;

	private final List<LedgerListener> listeners;

	private final ScheduledExecutorService scheduler;

	public LedgerTemplate(GroupCommitWriter groupCommitWriter, SentMarkBuffer sentMarkBuffer,
			BacklogLimiter backlogLimiter, List<LedgerListener> listeners, ScheduledExecutorService scheduler) {
		this.groupCommitWriter = groupCommitWriter;
		this.sentMarkBuffer = sentMarkBuffer;
		this.backlogLimiter = backlogLimiter;
		this.listeners = List.copyOf(listeners);
		this.scheduler = scheduler;
	}

	/**
	 * Writes a change.
	 * @param <T> the type of the result
	 * @param transactionWork the statements; run twice, if the transaction is repeated
	 * @return completed after the commit, or with {@link LedgerUnavailableException}
	 */
	public <T> CompletableFuture<T> write(TransactionWork<T> transactionWork) {
		return this.groupCommitWriter.write(transactionWork);
	}

	/** Writes a change and reads its result after the deferred statements. */
	public <T> CompletableFuture<T> writePending(TransactionWork<PendingUpdate<T>> transactionWork) {
		return this.groupCommitWriter.writePending(transactionWork);
	}

	/**
	 * Writes a change, and repeats it every second until it is committed.
	 * @return completed after the commit; never, if the ledger is closed before
	 */
	public CompletableFuture<Void> writeUntilCommitted(TransactionWork<?> transactionWork) {
		CompletableFuture<Void> committed = new CompletableFuture<>();
		writeUntilCommitted(transactionWork, committed);
		return committed;
	}

	/**
	 * Changes a request if its state allows the change.
	 * @param transition the change
	 * @return completed after the commit, or with {@link LedgerUnavailableException}
	 */
	public CompletableFuture<TransitionResult> transition(RequestTransition transition) {
		return this.groupCommitWriter.writePending(toWork(transition)).thenApply(this::onCommitted);
	}

	/** Changes requests in one commit, as far as the group has room. */
	public List<CompletableFuture<TransitionResult>> transitionAll(List<RequestTransition> transitions) {
		List<TransactionWork<PendingUpdate<TransitionResult>>> works = new ArrayList<>(transitions.size());
		transitions.forEach((transition) -> works.add(toWork(transition)));
		return this.groupCommitWriter.writeAll(works)
			.stream()
			.map((committed) -> committed.thenApply(this::onCommitted))
			.toList();
	}

	/** Notifies the listeners of a committed change. */
	public void notifyListeners(StoredRequest stored) {
		if (stored.state().isEnded()) {
			this.backlogLimiter.onRequestEnded(stored.owner());
		}
		this.listeners.forEach((listener) -> listener.onChange(stored));
	}

	/**
	 * Finds the reason why a transition changed nothing.
	 * @param owner the caller that may know of the request, null for any
	 */
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

	private TransactionWork<PendingUpdate<TransitionResult>> toWork(RequestTransition transition) {
		return (ledgerTransaction) -> {
			ledgerTransaction.requests().flushPending(transition.id());
			PendingUpdate<Optional<StoredRequest>> update = transition.update()
				.apply(ledgerTransaction, this.sentMarkBuffer.find(transition.id()));
			return () -> {
				Optional<StoredRequest> changed = update.read();
				return changed.isPresent() ? new TransitionResult.Changed(changed.get())
						: explainUnchanged(ledgerTransaction, transition.id(), transition.owner());
			};
		};
	}

	private TransitionResult onCommitted(TransitionResult transitionResult) {
		if (transitionResult instanceof TransitionResult.Changed changed) {
			this.sentMarkBuffer.remove(changed.request().id());
			notifyListeners(changed.request());
		}
		return transitionResult;
	}

	private void writeUntilCommitted(TransactionWork<?> transactionWork, CompletableFuture<Void> committed) {
		this.groupCommitWriter.write(transactionWork).whenComplete((ignored, failure) -> {
			if (failure == null) {
				committed.complete(null);
			}
			else {
				retryLater(transactionWork, committed);
			}
		});
	}

	private void retryLater(TransactionWork<?> transactionWork, CompletableFuture<Void> committed) {
		try {
			this.scheduler.schedule(() -> writeUntilCommitted(transactionWork, committed), RETRY_DELAY_SECONDS,
					TimeUnit.SECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The ledger is closed; the next start takes over the claimed requests");
		}
	}

	/**
	 * A conditional change of one request.
	 *
	 * @param id the request
	 * @param owner the caller that the request has to belong to, null for any
	 * @param update the statements
	 */
	public record RequestTransition(RequestId id, @Nullable String owner, ConditionalUpdate update) {

	}

	/**
	 * The statements of a conditional change.
	 */
	@FunctionalInterface
	public interface ConditionalUpdate {

		/**
		 * Executes or defers the statements.
		 * @param sentMark the last confirmed publish that is not written yet, null if
		 * none
		 * @return the row after the change, empty if the state did not allow it
		 */
		PendingUpdate<Optional<StoredRequest>> apply(LedgerTransaction ledgerTransaction, @Nullable SentMark sentMark)
				throws SQLException;

	}

}
