package io.asyncreply.systema.ledger.maintenance;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;

import io.asyncreply.messaging.RecurringTask;
import io.asyncreply.systema.ledger.Outbox;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the ledger does now and then: each second it writes the marks of what was sent
 * before and ends what is past its deadline, and now and then it forgets.
 */
public final class LedgerMaintenance implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(LedgerMaintenance.class);

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	/** What ends before needs no mark. */
	private static final Duration MIN_MARK_AGE = Duration.ofSeconds(1);

	private final Outbox outbox;

	private final LedgerSweeper ledgerSweeper;

	private final RecurringTask expiryTask;

	private final RecurringTask purgeTask;

	public LedgerMaintenance(Outbox outbox, LedgerSweeper ledgerSweeper, Duration purgeInterval,
			ScheduledExecutorService scheduler) {
		this.outbox = outbox;
		this.ledgerSweeper = ledgerSweeper;
		this.expiryTask = new RecurringTask(scheduler, INTERVAL, this::writeMarksAndExpire);
		this.purgeTask = new RecurringTask(scheduler, purgeInterval, this::purge);
	}

	@Override
	public void close() {
		this.expiryTask.close();
		this.purgeTask.close();
	}

	private void writeMarksAndExpire() {
		processPages(() -> this.outbox.writeMarks(MIN_MARK_AGE));
		processPages(this.ledgerSweeper::expire);
	}

	/** Each page is a change of its own, so that others take their turns in between. */
	private void purge() {
		processPages(this.ledgerSweeper::purge);
		processPages(this.ledgerSweeper::purgeBatches);
		processPages(this.ledgerSweeper::purgeTombstones);
	}

	private static void processPages(Supplier<CompletableFuture<Boolean>> page) {
		try {
			boolean more = true;
			while (more) {
				more = page.get().join();
			}
		}
		catch (CompletionException ex) {
			logger.debug("The ledger is unavailable, the next round will do it", ex);
		}
	}

}
