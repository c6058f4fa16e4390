package io.asyncreply.systema.ledger.config;

import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.commit.GroupCommitWriter;
import io.asyncreply.systema.ledger.sql.Dialect;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Reports whether the last commit of the ledger succeeded, and whether the next start
 * would find it.
 */
final class LedgerHealthIndicator extends AbstractHealthIndicator {

	private final GroupCommitWriter groupCommitWriter;

	private final Ledger ledger;

	private final Dialect dialect;

	LedgerHealthIndicator(GroupCommitWriter groupCommitWriter, Ledger ledger, Dialect dialect) {
		this.groupCommitWriter = groupCommitWriter;
		this.ledger = ledger;
		this.dialect = dialect;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		String lastError = this.groupCommitWriter.lastError();
		String fault = this.dialect.storageFault();
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
