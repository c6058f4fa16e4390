package io.asyncreply.systema.ledger.commit;

import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.systema.ledger.dao.LedgerTransaction;
import io.asyncreply.systema.ledger.dao.PendingUpdate;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import org.jspecify.annotations.Nullable;

/**
 * A change that waits for its commit.
 *
 * @param <T> the type of the result
 */
final class PendingWrite<T> {

	private final TransactionWork<PendingUpdate<T>> transactionWork;

	private final CompletableFuture<T> result = new CompletableFuture<>();

	private @Nullable PendingUpdate<T> update;

	private @Nullable T outcome;

	PendingWrite(TransactionWork<PendingUpdate<T>> transactionWork) {
		this.transactionWork = transactionWork;
	}

	/** Returns the future that completes after the commit. */
	CompletableFuture<T> result() {
		return this.result;
	}

	void run(LedgerTransaction ledgerTransaction) throws SQLException {
		this.update = this.transactionWork.run(ledgerTransaction);
	}

	void readResult() throws SQLException {
		this.outcome = Objects.requireNonNull(this.update).read();
	}

	@SuppressWarnings("NullAway") // set by readResult, or null because T is Void
	void succeed() {
		this.result.complete(this.outcome);
	}

	void fail(LedgerUnavailableException failure) {
		this.result.completeExceptionally(failure);
	}

}
