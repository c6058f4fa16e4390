package io.asyncreply.systema.ledger.commit;

import java.sql.SQLException;
import java.time.Instant;

import io.asyncreply.systema.ledger.dao.LedgerTransaction;
import io.asyncreply.systema.ledger.model.InstanceId;
import org.jspecify.annotations.Nullable;

/**
 * The commits of which nobody knows whether they reached the disk. What they may have
 * stored is in nobody's hands, because its callers were told that it failed: the next
 * transaction makes it claimable. Belongs to the writer thread.
 */
public final class InDoubtCommits {

	private final InstanceId instanceId;

	private @Nullable Instant first;

	private @Nullable Instant last;

	public InDoubtCommits(InstanceId instanceId) {
		this.instanceId = instanceId;
	}

	/** Remembers a commit by the time of its transaction. */
	void add(Instant now) {
		this.first = (this.first != null && this.first.isBefore(now)) ? this.first : now;
		this.last = (this.last != null && this.last.isAfter(now)) ? this.last : now;
	}

	/** Settles all doubts, provided that this transaction is committed. */
	void releaseRequests(LedgerTransaction ledgerTransaction) throws SQLException {
		if (this.first != null && this.last != null) {
			ledgerTransaction.dispatches().releaseAccepted(this.instanceId.value(), this.first, this.last);
		}
	}

	void reset() {
		this.first = null;
		this.last = null;
	}

}
