package io.asyncreply.systema.ledger.config;

import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.commit.LedgerWriter;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Reports whether the last commit of the ledger succeeded.
 */
final class LedgerHealthIndicator extends AbstractHealthIndicator {

	private final LedgerWriter ledgerWriter;

	private final Ledger ledger;

	LedgerHealthIndicator(LedgerWriter ledgerWriter, Ledger ledger) {
		this.ledgerWriter = ledgerWriter;
		this.ledger = ledger;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		String lastError = this.ledgerWriter.lastError();
		if (lastError == null) {
			builder.up();
		}
		else {
			builder.down().withDetail("reason", lastError);
		}
		builder.withDetail("open", this.ledger.countOpen());
	}

}
