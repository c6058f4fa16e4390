package io.asyncreply.systema.ledger.maintenance;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledFuture;
import java.util.function.Supplier;

import io.asyncreply.systema.ledger.Outbox;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.TaskScheduler;

/**
 * Runs the recurring tasks of the ledger: each second it writes sent marks and expires
 * requests, and at the interval of the retention it purges.
 */
public final class LedgerMaintenance implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(LedgerMaintenance.class);

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	/** Requests that end earlier need no mark. */
	private static final Duration MIN_MARK_AGE = Duration.ofSeconds(1);

	private final Outbox outbox;

	private final LedgerSweeper ledgerSweeper;

	private final Duration purgeInterval;

	private final TaskScheduler scheduler;

	private @Nullable ScheduledFuture<?> expiryTask;

	private @Nullable ScheduledFuture<?> purgeTask;

	public LedgerMaintenance(Outbox outbox, LedgerSweeper ledgerSweeper, Duration purgeInterval,
			TaskScheduler scheduler) {
		this.outbox = outbox;
		this.ledgerSweeper = ledgerSweeper;
		this.purgeInterval = purgeInterval;
		this.scheduler = scheduler;
	}

	/** Starts both tasks, each first after its interval. */
	public void start() {
		this.expiryTask = this.scheduler.scheduleWithFixedDelay(this::writeMarksAndExpire, Instant.now().plus(INTERVAL),
				INTERVAL);
		this.purgeTask = this.scheduler.scheduleWithFixedDelay(this::purge, Instant.now().plus(this.purgeInterval),
				this.purgeInterval);
	}

	@Override
	public void close() {
		if (this.expiryTask != null) {
			this.expiryTask.cancel(false);
		}
		if (this.purgeTask != null) {
			this.purgeTask.cancel(false);
		}
	}

	private void writeMarksAndExpire() {
		processPages(() -> this.outbox.writeMarks(MIN_MARK_AGE));
		processPages(this.ledgerSweeper::expire);
	}

	/** Each page is a change of its own, so that other changes are not delayed. */
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
			logger.debug("The ledger is unavailable, the task will be repeated", ex);
		}
	}

}
