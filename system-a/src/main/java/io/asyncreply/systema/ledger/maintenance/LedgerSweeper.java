package io.asyncreply.systema.ledger.maintenance;

import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.Problem;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.systema.ledger.commit.LedgerTemplate;
import io.asyncreply.systema.ledger.spi.ExpiryGrace;

/**
 * Ends what is past its deadline and forgets what ended long ago, a page at a time.
 */
public final class LedgerSweeper {

	private static final int PAGE = 500;

	/** Sorts before every id. */
	private static final String BEFORE_ALL = "";

	private static final RawJson EXPIRED = StrictJson
		.write(Problem.of("deadline-exceeded", "Deadline exceeded", "The request did not end before its deadline."));

	private final LedgerTemplate changes;

	private final ExpiryGrace grace;

	private final RetentionProperties retention;

	private String purgedUpTo = BEFORE_ALL;

	public LedgerSweeper(LedgerTemplate changes, ExpiryGrace grace, RetentionProperties retention) {
		this.changes = changes;
		this.grace = grace;
		this.retention = retention;
	}

	/**
	 * Ends requests whose deadline has passed.
	 * @return completed with whether there may be more
	 */
	public CompletableFuture<Boolean> expire() {
		return this.changes.write((transaction) -> transaction.requests().expire(EXPIRED, this.grace.now(), PAGE))
			.thenApply((expired) -> {
				expired.forEach(this.changes::announce);
				return expired.size() == PAGE;
			});
	}

	/**
	 * Purges requests that ended long ago.
	 * @return completed with whether there may be more
	 */
	public CompletableFuture<Boolean> purge() {
		return this.changes
			.write((transaction) -> transaction.retention().purge(this.purgedUpTo, this.retention.requests(), PAGE))
			.thenApply((end) -> {
				this.purgedUpTo = end.orElse(BEFORE_ALL);
				return end.isPresent();
			});
	}

	/**
	 * Purges batches whose requests are all purged.
	 * @return completed with whether there may be more
	 */
	public CompletableFuture<Boolean> purgeBatches() {
		return this.changes
			.write((transaction) -> transaction.retention().purgeBatches(this.retention.requests(), PAGE))
			.thenApply((purged) -> purged == PAGE);
	}

	/**
	 * Forgets what was purged long ago.
	 * @return completed with whether there may be more
	 */
	public CompletableFuture<Boolean> forget() {
		return this.changes.write((transaction) -> transaction.retention().forget(this.retention.tombstones(), PAGE))
			.thenApply((forgotten) -> forgotten == PAGE);
	}

}
