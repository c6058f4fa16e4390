package io.asyncreply.systema.ledger.commit;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.asyncreply.systema.ledger.dao.LedgerTransaction;
import io.asyncreply.systema.ledger.dao.PendingUpdate;
import io.asyncreply.systema.ledger.model.LedgerOutOfServiceException;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.spi.DispatchQueue;
import io.asyncreply.systema.ledger.sql.NotDurableException;
import io.asyncreply.systema.ledger.sql.StorageFaultException;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits changes in groups: one thread, one connection, and one disk sync for each group
 * of the {@link GroupCommitQueue}. If one row makes a group fail, each change of the
 * group is repeated in a transaction of its own. A group that loses a deadlock against
 * another instance is repeated as a whole.
 */
public final class GroupCommitWriter implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(GroupCommitWriter.class);

	private static final int SQLITE_CONSTRAINT = 19;

	/** Most tries of a transaction that the database rolls back. */
	private static final int MAX_TRIES = 5;

	private final GroupCommitQueue<PendingWrite<?>> queue = new GroupCommitQueue<>(LockSupport::parkNanos);

	private final GroupTransactionExecutor transactionExecutor;

	private final DispatchQueue dispatchQueue;

	private final CommitMetrics metrics;

	private final CommitNotifier commitNotifier = new CommitNotifier();

	private final Thread thread = new Thread(this::run, "group-commit");

	private volatile boolean closing;

	private volatile @Nullable String lastError;

	/**
	 * Creates a writer, which commits nothing before its start.
	 * @param transactionExecutor executes the groups
	 * @param dispatchQueue receives the rows to publish after their commit
	 * @param meters registry of the commit metrics
	 */
	public GroupCommitWriter(GroupTransactionExecutor transactionExecutor, DispatchQueue dispatchQueue,
			MeterRegistry meters) {
		this.transactionExecutor = transactionExecutor;
		this.dispatchQueue = dispatchQueue;
		this.metrics = new CommitMetrics(meters);
	}

	/** Starts the thread that commits. */
	public void start() {
		this.thread.start();
	}

	/**
	 * Adds a change to the next group. The callers bound the number of queued changes.
	 * @param <T> the type of the result
	 * @param transactionWork runs in the transaction; again, if the group is repeated
	 * @return completed after the commit, in the order of the changes, or with a
	 * {@link LedgerUnavailableException}
	 */
	<T> CompletableFuture<T> write(TransactionWork<T> transactionWork) {
		return writePending((ledgerTransaction) -> PendingUpdate.of(transactionWork.run(ledgerTransaction)));
	}

	/** Adds a change. Its result is known once the deferred statements are executed. */
	<T> CompletableFuture<T> writePending(TransactionWork<PendingUpdate<T>> transactionWork) {
		PendingWrite<T> pendingWrite = new PendingWrite<>(transactionWork);
		this.queue.add(pendingWrite);
		failIfClosed();
		return pendingWrite.result();
	}

	/** Adds changes to the same group, as far as the group has room. */
	<T> List<CompletableFuture<T>> writeAll(List<TransactionWork<PendingUpdate<T>>> transactionWorks) {
		List<PendingWrite<T>> pendingWrites = new ArrayList<>(transactionWorks.size());
		List<CompletableFuture<T>> results = new ArrayList<>(transactionWorks.size());
		for (TransactionWork<PendingUpdate<T>> transactionWork : transactionWorks) {
			PendingWrite<T> pendingWrite = new PendingWrite<>(transactionWork);
			pendingWrites.add(pendingWrite);
			results.add(pendingWrite.result());
		}
		this.queue.addAll(pendingWrites);
		failIfClosed();
		return results;
	}

	/**
	 * Returns the error of the last group.
	 * @return its message, null if the last group was committed
	 */
	@Nullable public String lastError() {
		return this.lastError;
	}

	/** Commits the queued changes and ends the thread, within 10 s. */
	@Override
	public void close() {
		this.closing = true;
		try {
			this.thread.join(TimeUnit.SECONDS.toMillis(10));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void run() {
		while (!this.closing || !this.queue.isEmpty()) {
			try {
				List<PendingWrite<?>> group = this.queue.nextGroup(100, TimeUnit.MILLISECONDS);
				if (!group.isEmpty()) {
					write(group);
				}
			}
			catch (InterruptedException ex) {
				logger.debug("Ignored an interrupt: only close() ends the writer");
			}
		}
		this.transactionExecutor.close();
		this.commitNotifier.close();
		failRemaining();
	}

	private void failIfClosed() {
		if (this.thread.getState() == Thread.State.TERMINATED) {
			failRemaining();
		}
	}

	private void failRemaining() {
		this.queue.drain()
			.forEach((pendingWrite) -> pendingWrite.fail(new LedgerUnavailableException("The ledger is closed", null)));
	}

	private void write(List<PendingWrite<?>> group) {
		Exception failure = tryToWrite(group);
		for (int tries = 1; failure != null && isRolledBack(failure) && tries < MAX_TRIES; tries++) {
			logger.info("The database has rolled a transaction back, which is repeated: {}", failure.getMessage());
			failure = tryToWrite(group);
		}
		if (failure != null) {
			recover(group, failure);
		}
	}

	/**
	 * Commits a group.
	 * @return the failure after which nothing is committed, or null
	 */
	private @Nullable Exception tryToWrite(List<PendingWrite<?>> group) {
		long start = System.nanoTime();
		try {
			LedgerTransaction ledgerTransaction = this.transactionExecutor.execute(group);
			this.transactionExecutor.commit(ledgerTransaction);
			this.lastError = null;
			this.metrics.recordCommit(System.nanoTime() - start, group.size());
			enqueueForDispatch(ledgerTransaction.outboxEntries());
			this.commitNotifier.submit(() -> group.forEach(PendingWrite::succeed));
			return null;
		}
		catch (SQLException | RuntimeException ex) {
			this.transactionExecutor.rollback();
			return ex;
		}
	}

	private void enqueueForDispatch(List<OutboxEntry> outboxEntries) {
		if (!outboxEntries.isEmpty()) {
			this.dispatchQueue.enqueue(outboxEntries);
		}
	}

	private void recover(List<PendingWrite<?>> group, Exception failure) {
		if (group.size() > 1 && isRowError(failure)) {
			group.forEach((pendingWrite) -> write(List.of(pendingWrite)));
			return;
		}
		if (!isRowError(failure)) {
			this.transactionExecutor.close();
			this.metrics.recordFailure();
			if (this.lastError == null) {
				logFailure(failure);
			}
			this.lastError = String.valueOf(failure.getMessage());
		}
		LedgerUnavailableException unavailable = (failure instanceof StorageFaultException)
				? new LedgerOutOfServiceException(String.valueOf(failure.getMessage()), failure)
				: new LedgerUnavailableException("The change was not committed", failure);
		this.commitNotifier.submit(() -> group.forEach((pendingWrite) -> pendingWrite.fail(unavailable)));
	}

	private static void logFailure(Exception failure) {
		if (failure instanceof NotDurableException) {
			logger.error("The ledger cannot commit: {}", failure.getMessage());
		}
		else if (!(failure instanceof StorageFaultException)) { // which is logged already
			logger.error("The ledger cannot commit", failure);
		}
	}

	/**
	 * Whether the database has rolled the whole transaction back in favor of another one:
	 * SQLSTATE 40001 (serialization failure) or 40P01 (deadlock of PostgreSQL).
	 */
	private static boolean isRolledBack(Exception failure) {
		return failure instanceof SQLException sql
				&& ("40001".equals(sql.getSQLState()) || "40P01".equals(sql.getSQLState()));
	}

	/**
	 * Whether an error concerns one row only: SQLSTATE class 22 (data) or 23
	 * (constraint). SQLite has no SQLSTATE; its error code 19 is a violated constraint.
	 */
	private static boolean isRowError(Exception failure) {
		if (failure instanceof SQLException sql) {
			String state = sql.getSQLState();
			return (state != null && (state.startsWith("22") || state.startsWith("23")))
					|| (sql.getErrorCode() & 0xFF) == SQLITE_CONSTRAINT;
		}
		return !(failure instanceof NotDurableException);
	}

}
