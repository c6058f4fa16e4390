package io.asyncreply.systema.ledger.config;

import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.commit.LedgerWriter;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Says whether the ledger commits, by its last commit.
 */
final class LedgerHealthIndicator extends AbstractHealthIndicator {

	private final LedgerWriter writer;

	private final Ledger ledger;

	LedgerHealthIndicator(LedgerWriter writer, Ledger ledger) {
		this.writer = writer;
		this.ledger = ledger;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		String trouble = this.writer.trouble();
		if (trouble == null) {
			builder.up();
		}
		else {
			builder.down().withDetail("reason", trouble);
		}
		builder.withDetail("open", this.ledger.countOpen());
	}

}
