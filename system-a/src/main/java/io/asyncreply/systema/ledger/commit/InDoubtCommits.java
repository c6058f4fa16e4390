package io.asyncreply.systema.ledger.commit;

import java.sql.SQLException;
import java.time.Instant;

import io.asyncreply.systema.ledger.dao.LedgerTransaction;
import io.asyncreply.systema.ledger.model.InstanceId;
import org.jspecify.annotations.Nullable;

/**
 * The commits with an unknown outcome. No instance publishes the requests that they may
 * have stored, because their callers received an error: the next transaction makes them
 * claimable. Used by the writer thread only.
 */
public final class InDoubtCommits {

	private final InstanceId instanceId;

	private @Nullable Instant first;

	private @Nullable Instant last;

	public InDoubtCommits(InstanceId instanceId) {
		this.instanceId = instanceId;
	}

	/** Adds a commit by the time of its transaction. */
	void add(Instant now) {
		this.first = (this.first != null && this.first.isBefore(now)) ? this.first : now;
		this.last = (this.last != null && this.last.isAfter(now)) ? this.last : now;
	}

	/** Makes the requests of all commits in doubt claimable. */
	void releaseRequests(LedgerTransaction ledgerTransaction) throws SQLException {
		if (this.first != null && this.last != null) {
			ledgerTransaction.dispatches().releaseAccepted(this.instanceId.value(), this.first, this.last);
		}
	}

	/** Clears the commits in doubt after the next commit. */
	void reset() {
		this.first = null;
		this.last = null;
	}

}
