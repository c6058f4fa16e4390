package io.asyncreply.systema.ledger;

import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messages.amqp.Periodic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the ledger does once a second: write the marks of what was sent, and end what is
 * past its deadline.
 */
final class LedgerUpkeep implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(LedgerUpkeep.class);

	private static final Duration PAUSE = Duration.ofSeconds(1);

	private final Ledger ledger;

	private final Periodic rounds;

	LedgerUpkeep(Ledger ledger, ScheduledExecutorService scheduler) {
		this.ledger = ledger;
		this.rounds = new Periodic(scheduler, PAUSE, this::round);
	}

	@Override
	public void close() {
		this.rounds.close();
	}

	private void round() {
		try {
			this.ledger.writeMarks().join();
			while (this.ledger.expire().join()) {
				logger.info("Many deadlines have passed, more requests expire");
			}
		}
		catch (CompletionException ex) {
			logger.debug("The ledger is unavailable, the next round will do it", ex);
		}
	}

}
