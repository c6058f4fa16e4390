package io.asyncreply.systema.ledger.config;

import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.commit.GroupCommitWriter;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Reports whether the last commit of the ledger succeeded.
 */
final class LedgerHealthIndicator extends AbstractHealthIndicator {

	private final GroupCommitWriter groupCommitWriter;

	private final Ledger ledger;

	LedgerHealthIndicator(GroupCommitWriter groupCommitWriter, Ledger ledger) {
		this.groupCommitWriter = groupCommitWriter;
		this.ledger = ledger;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		String lastError = this.groupCommitWriter.lastError();
		if (lastError == null) {
			builder.up();
		}
		else {
			builder.down().withDetail("reason", lastError);
		}
		builder.withDetail("open", this.ledger.countOpen());
	}

}
