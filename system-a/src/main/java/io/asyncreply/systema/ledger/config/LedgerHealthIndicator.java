package io.asyncreply.systema.ledger.config;

import io.asyncreply.messaging.topology.VirtualHostOwnership;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.commit.GroupCommitWriter;
import io.asyncreply.systema.ledger.sql.Dialect;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Reports whether the last commit of the ledger succeeded, whether the next start would
 * find it, and whether another ledger owns the virtual host.
 */
final class LedgerHealthIndicator extends AbstractHealthIndicator {

	private final GroupCommitWriter groupCommitWriter;

	private final Ledger ledger;

	private final Dialect dialect;

	private final VirtualHostOwnership ownership;

	LedgerHealthIndicator(GroupCommitWriter groupCommitWriter, Ledger ledger, Dialect dialect,
			VirtualHostOwnership ownership) {
		this.groupCommitWriter = groupCommitWriter;
		this.ledger = ledger;
		this.dialect = dialect;
		this.ownership = ownership;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		String lastError = this.groupCommitWriter.lastError();
		String storageFault = this.dialect.storageFault();
		String fault = (storageFault != null) ? storageFault : this.ownership.fault();
		if (fault != null) {
			builder.outOfService().withDetail("reason", fault);
		}
		else if (lastError == null) {
			builder.up();
		}
		else {
			builder.down().withDetail("reason", lastError);
		}
		builder.withDetail("open", this.ledger.countOpen());
	}

}
