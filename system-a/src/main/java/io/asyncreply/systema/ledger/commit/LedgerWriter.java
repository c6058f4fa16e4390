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

	private final GroupCommitQueue<PendingWrite<?>> changes = new GroupCommitQueue<>(LockSupport::parkNanos);

	private final WriteSession session;

	private final Clock clock;

	private final InDoubtCommits doubts;

	private final DispatchQueue outlet;

	private final Timer commits;

	private final DistributionSummary batchSizes;

	private final Counter errors;

	private final CommitNotifier completions = new CommitNotifier();

	private final Thread thread;

	private volatile boolean closing;

	private volatile @Nullable String trouble;

	public LedgerWriter(WriteSession session, InDoubtCommits doubts, DispatchQueue outlet, Clock clock,
			MeterRegistry meters) {
		this.session = session;
		this.doubts = doubts;
		this.outlet = outlet;
		this.clock = clock;
		this.commits = Timer.builder("asyncreply.ledger.commit")
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
	 * @param work runs in the transaction, maybe twice
	 * @return completed after the commit, one after the other in the order of the
	 * changes, or with a {@link LedgerUnavailableException}
	 */
	<T> CompletableFuture<T> write(TransactionWork<T> work) {
		PendingWrite<T> change = new PendingWrite<>(work);
		this.changes.add(change);
		if (!this.thread.isAlive()) {
			failRemaining();
		}
		return change.result;
	}

	/**
	 * Keeps the next batch open until all of these changes are in it, or it is full.
	 * @param adding adds them with {@link #write}, and waits for nothing
	 */
	void together(Runnable adding) {
		this.changes.together(adding);
	}

	/**
	 * Tells why the last batch was not committed.
	 * @return the cause in a few words, or null if it was
	 */
	@Nullable public String trouble() {
		return this.trouble;
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
		while (!this.closing || !this.changes.isEmpty()) {
			try {
				List<PendingWrite<?>> batch = this.changes.next(100, TimeUnit.MILLISECONDS);
				if (!batch.isEmpty()) {
					write(batch);
				}
			}
			catch (InterruptedException ex) {
				logger.debug("The writer ends when it is told to, not when it is interrupted");
			}
		}
		this.session.close();
		this.completions.close();
		failRemaining();
	}

	private void failRemaining() {
		this.changes.giveUp()
			.forEach((change) -> change.fail(new LedgerUnavailableException("The ledger is closed", null)));
	}

	private void write(List<PendingWrite<?>> batch) {
		long start = System.nanoTime();
		try {
			this.session.begin();
			LedgerTransaction transaction = LedgerTransaction.begin(this.session, this.clock.instant());
			this.doubts.resolve(transaction);
			for (PendingWrite<?> change : batch) {
				change.run(transaction);
			}
			this.session.flush();
			commit(transaction);
			this.trouble = null;
			this.commits.record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
			this.batchSizes.record(batch.size());
			handOver(transaction.handedOver());
			this.completions.add(() -> batch.forEach(PendingWrite::succeed));
		}
		catch (SQLException | RuntimeException ex) {
			this.session.rollback();
			recover(batch, ex);
		}
	}

	private void handOver(List<OutboxEntry> requests) {
		if (!requests.isEmpty()) {
			this.outlet.take(requests);
		}
	}

	private void commit(LedgerTransaction transaction) throws SQLException {
		try {
			this.session.commit();
			this.doubts.clear();
		}
		catch (SQLException ex) {
			this.doubts.add(transaction.now());
			throw ex;
		}
	}

	private void recover(List<PendingWrite<?>> batch, Exception failure) {
		if (batch.size() > 1 && isOfOneRow(failure)) {
			batch.forEach((change) -> write(List.of(change)));
			return;
		}
		if (!isOfOneRow(failure)) {
			this.session.close();
			this.errors.increment();
			if (this.trouble == null) {
				logger.error("The ledger does not commit", failure);
			}
			this.trouble = String.valueOf(failure.getMessage());
		}
		this.completions.add(
				() -> batch.forEach((change) -> change.fail(new LedgerUnavailableException("Not committed", failure))));
	}

	/**
	 * SQLSTATE classes 22 (data) and 23 (constraint) harm only the row they are about;
	 * SQLite gives no state, but its error code 19 is a violated constraint.
	 */
	private static boolean isOfOneRow(Exception failure) {
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

		T run(LedgerTransaction transaction) throws SQLException;

	}

	/**
	 * A change that waits for its commit.
	 *
	 * @param <T> what it gives
	 */
	private static final class PendingWrite<T> {

		private final TransactionWork<T> work;

		private final CompletableFuture<T> result = new CompletableFuture<>();

		private @Nullable T outcome;

		PendingWrite(TransactionWork<T> work) {
			this.work = work;
		}

		void run(LedgerTransaction transaction) throws SQLException {
			this.outcome = this.work.run(transaction);
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
