package io.asyncreply.systema.ledger.maintenance;

import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.Problem;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.systema.ledger.commit.LedgerTemplate;
import io.asyncreply.systema.ledger.spi.ExpiryGrace;
import io.asyncreply.systema.ledger.sql.WalCheckpointer;

/**
 * Expires and purges requests, batches and tombstones, one page of 500 at a time.
 */
public final class LedgerSweeper {

	private static final int PAGE_SIZE = 500;

	/** A text that is less than every id. */
	private static final String LOWEST_ID = "";

	private static final RawJson EXPIRED = StrictJson
		.write(Problem.of("deadline-exceeded", "Deadline exceeded", "The request did not end before its deadline."));

	private final LedgerTemplate ledgerTemplate;

	private final ExpiryGrace expiryGrace;

	private final RetentionProperties retentionProperties;

	private final WalCheckpointer walCheckpointer;

	private String purgedUpTo = LOWEST_ID;

	public LedgerSweeper(LedgerTemplate ledgerTemplate, ExpiryGrace expiryGrace,
			RetentionProperties retentionProperties, WalCheckpointer walCheckpointer) {
		this.ledgerTemplate = ledgerTemplate;
		this.expiryGrace = expiryGrace;
		this.retentionProperties = retentionProperties;
		this.walCheckpointer = walCheckpointer;
	}

	/**
	 * Expires a page of requests.
	 * @return completed after the commit with whether there may be more
	 */
	public CompletableFuture<Boolean> expire() {
		return this.ledgerTemplate
			.write((ledgerTransaction) -> ledgerTransaction.requests()
				.expire(EXPIRED, this.expiryGrace.current(), PAGE_SIZE))
			.thenApply((expired) -> {
				expired.forEach(this.ledgerTemplate::notifyListeners);
				return expired.size() == PAGE_SIZE;
			});
	}

	/**
	 * Purges those requests of a page that have exceeded their retention.
	 * @return completed after the commit with whether there may be more
	 */
	public CompletableFuture<Boolean> purge() {
		return this.ledgerTemplate
			.write((ledgerTransaction) -> ledgerTransaction.retention()
				.purge(this.purgedUpTo, this.retentionProperties.requests(), PAGE_SIZE))
			.thenApply((page) -> {
				eraseAfter(page.purged());
				this.purgedUpTo = (page.end() != null) ? page.end() : LOWEST_ID;
				return page.end() != null;
			});
	}

	/**
	 * Purges those batches of a page that have no request left.
	 * @return completed after the commit with whether there may be more
	 */
	public CompletableFuture<Boolean> purgeBatches() {
		return this.ledgerTemplate
			.write((ledgerTransaction) -> ledgerTransaction.retention()
				.purgeBatches(this.retentionProperties.requests(), PAGE_SIZE))
			.thenApply((purged) -> eraseAfter(purged) == PAGE_SIZE);
	}

	/**
	 * Purges a page of tombstones.
	 * @return completed after the commit with whether there may be more
	 */
	public CompletableFuture<Boolean> purgeTombstones() {
		return this.ledgerTemplate
			.write((ledgerTransaction) -> ledgerTransaction.retention()
				.purgeTombstones(this.retentionProperties.tombstones(), PAGE_SIZE))
			.thenApply((purged) -> purged == PAGE_SIZE);
	}

	private int eraseAfter(int purged) {
		if (purged > 0) {
			this.walCheckpointer.eraseDeletedTexts();
		}
		return purged;
	}

}
