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

	private static final Duration PAUSE = Duration.ofSeconds(1);

	/** What ends before needs no mark. */
	private static final Duration AGE = Duration.ofSeconds(1);

	private final Outbox outbox;

	private final LedgerSweeper sweeper;

	private final RecurringTask rounds;

	private final RecurringTask purges;

	public LedgerMaintenance(Outbox outbox, LedgerSweeper sweeper, Duration purgePause,
			ScheduledExecutorService scheduler) {
		this.outbox = outbox;
		this.sweeper = sweeper;
		this.rounds = new RecurringTask(scheduler, PAUSE, this::round);
		this.purges = new RecurringTask(scheduler, purgePause, this::purge);
	}

	@Override
	public void close() {
		this.rounds.close();
		this.purges.close();
	}

	private void round() {
		pageByPage(() -> this.outbox.writeMarks(AGE));
		pageByPage(this.sweeper::expire);
	}

	/** Each page is a change of its own, so that others take their turns in between. */
	private void purge() {
		pageByPage(this.sweeper::purge);
		pageByPage(this.sweeper::purgeBatches);
		pageByPage(this.sweeper::forget);
	}

	private static void pageByPage(Supplier<CompletableFuture<Boolean>> page) {
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
