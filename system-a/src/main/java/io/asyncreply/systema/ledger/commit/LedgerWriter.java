package io.asyncreply.systema.ledger.commit;

import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import io.asyncreply.systema.ledger.dao.LedgerTransaction;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.spi.DispatchQueue;
import io.asyncreply.systema.ledger.sql.NotDurableException;
import io.asyncreply.systema.ledger.sql.WriteSession;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit: one thread, one connection, and one fsync for all changes that a
 * {@link GroupCommitQueue} gives. A batch that fails because of one of its rows is done
 * again row by row.
 */
public final class LedgerWriter implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(LedgerWriter.class);

	private static final int SQLITE_CONSTRAINT = 19;

	private final GroupCommitQueue<PendingWrite<?>> queue = new GroupCommitQueue<>(LockSupport::parkNanos);

	private final WriteSession session;

	private final Clock clock;

	private final InDoubtCommits inDoubtCommits;

	private final DispatchQueue dispatchQueue;

	private final Timer commitTimer;

	private final DistributionSummary batchSizes;

	private final Counter errors;

	private final CommitNotifier commitNotifier = new CommitNotifier();

	private final Thread thread;

	private volatile boolean closing;

	private volatile @Nullable String lastError;

	public LedgerWriter(WriteSession session, InDoubtCommits inDoubtCommits, DispatchQueue dispatchQueue, Clock clock,
			MeterRegistry meters) {
		this.session = session;
		this.inDoubtCommits = inDoubtCommits;
		this.dispatchQueue = dispatchQueue;
		this.clock = clock;
		this.commitTimer = Timer.builder("asyncreply.ledger.commit")
			.description("Time to write and commit one batch")
			.publishPercentileHistogram()
			.register(meters);
		this.batchSizes = DistributionSummary.builder("asyncreply.ledger.batch.size")
			.description("Changes that shared one commit")
			.register(meters);
		this.errors = Counter.builder("asyncreply.ledger.errors")
			.description("Batches that the database did not commit")
			.register(meters);
		this.thread = new Thread(this::run, "ledger-writer");
		this.thread.start();
	}

	/**
	 * Adds a change to the next batch. How many may wait is bounded by those who ask.
	 * @param <T> what the change gives
	 * @param transactionWork runs in the transaction, maybe twice
	 * @return completed after the commit, one after the other in the order of the
	 * changes, or with a {@link LedgerUnavailableException}
	 */
	<T> CompletableFuture<T> write(TransactionWork<T> transactionWork) {
		PendingWrite<T> pendingWrite = new PendingWrite<>(transactionWork);
		this.queue.add(pendingWrite);
		if (!this.thread.isAlive()) {
			failRemaining();
		}
		return pendingWrite.result;
	}

	/**
	 * Keeps the next batch open until all of these changes are in it, or it is full.
	 * @param writes adds them with {@link #write}, and waits for nothing
	 */
	void writeAll(Runnable writes) {
		this.queue.runLocked(writes);
	}

	/**
	 * Tells why the last batch was not committed.
	 * @return the cause in a few words, or null if it was
	 */
	@Nullable public String lastError() {
		return this.lastError;
	}

	/**
	 * Writes what waits and ends.
	 */
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
				logger.debug("The writer ends when it is told to, not when it is interrupted");
			}
		}
		this.session.close();
		this.commitNotifier.close();
		failRemaining();
	}

	private void failRemaining() {
		this.queue.drain()
			.forEach((pendingWrite) -> pendingWrite.fail(new LedgerUnavailableException("The ledger is closed", null)));
	}

	private void write(List<PendingWrite<?>> group) {
		long start = System.nanoTime();
		try {
			this.session.begin();
			LedgerTransaction ledgerTransaction = LedgerTransaction.begin(this.session, this.clock.instant());
			this.inDoubtCommits.releaseRequests(ledgerTransaction);
			for (PendingWrite<?> pendingWrite : group) {
				pendingWrite.run(ledgerTransaction);
			}
			this.session.flush();
			commit(ledgerTransaction);
			this.lastError = null;
			this.commitTimer.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
			this.batchSizes.record(group.size());
			enqueueForDispatch(ledgerTransaction.outboxEntries());
			this.commitNotifier.submit(() -> group.forEach(PendingWrite::succeed));
		}
		catch (SQLException | RuntimeException ex) {
			this.session.rollback();
			recover(group, ex);
		}
	}

	private void enqueueForDispatch(List<OutboxEntry> outboxEntries) {
		if (!outboxEntries.isEmpty()) {
			this.dispatchQueue.enqueue(outboxEntries);
		}
	}

	private void commit(LedgerTransaction ledgerTransaction) throws SQLException {
		try {
			this.session.commit();
			this.inDoubtCommits.reset();
		}
		catch (SQLException ex) {
			this.inDoubtCommits.add(ledgerTransaction.now());
			throw ex;
		}
	}

	private void recover(List<PendingWrite<?>> group, Exception failure) {
		if (group.size() > 1 && isRowError(failure)) {
			group.forEach((pendingWrite) -> write(List.of(pendingWrite)));
			return;
		}
		if (!isRowError(failure)) {
			this.session.close();
			this.errors.increment();
			if (this.lastError == null) {
				logger.error("The ledger does not commit", failure);
			}
			this.lastError = String.valueOf(failure.getMessage());
		}
		this.commitNotifier.submit(() -> group
			.forEach((pendingWrite) -> pendingWrite.fail(new LedgerUnavailableException("Not committed", failure))));
	}

	/**
	 * SQLSTATE classes 22 (data) and 23 (constraint) harm only the row they are about;
	 * SQLite gives no state, but its error code 19 is a violated constraint.
	 */
	private static boolean isRowError(Exception failure) {
		if (failure instanceof SQLException sql) {
			String state = sql.getSQLState();
			return (state != null && (state.startsWith("22") || state.startsWith("23")))
					|| (sql.getErrorCode() & 0xFF) == SQLITE_CONSTRAINT;
		}
		return !(failure instanceof NotDurableException);
	}

	/**
	 * What a change does in the transaction.
	 *
	 * @param <T> what it gives
	 */
	public interface TransactionWork<T> {

		T run(LedgerTransaction ledgerTransaction) throws SQLException;

	}

	/**
	 * A change that waits for its commit.
	 *
	 * @param <T> what it gives
	 */
	private static final class PendingWrite<T> {

		private final TransactionWork<T> transactionWork;

		private final CompletableFuture<T> result = new CompletableFuture<>();

		private @Nullable T outcome;

		PendingWrite(TransactionWork<T> transactionWork) {
			this.transactionWork = transactionWork;
		}

		void run(LedgerTransaction ledgerTransaction) throws SQLException {
			this.outcome = this.transactionWork.run(ledgerTransaction);
		}

		@SuppressWarnings("NullAway") // set by run, or null because T is Void
		void succeed() {
			this.result.complete(this.outcome);
		}

		void fail(LedgerUnavailableException failure) {
			this.result.completeExceptionally(failure);
		}

	}

}
