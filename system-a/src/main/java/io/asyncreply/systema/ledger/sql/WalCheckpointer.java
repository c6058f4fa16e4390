package io.asyncreply.systema.ledger.sql;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.TaskScheduler;

/**
 * Runs the checkpoints of the dialect once a second on a connection of its own, off the
 * commit path. After an erasure or a purge the checkpoints remove the deleted texts from
 * all files of the database, 16 MiB of it each second.
 */
public final class WalCheckpointer implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(WalCheckpointer.class);

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private final DataSource source;

	private final Dialect dialect;

	private final TaskScheduler scheduler;

	/**
	 * True at the start, because the previous run may have ended before it had erased.
	 */
	private final AtomicBoolean textsDeleted = new AtomicBoolean(true);

	private boolean erased;

	private @Nullable ScheduledFuture<?> checkpointTask;

	public WalCheckpointer(DataSource source, Dialect dialect, TaskScheduler scheduler) {
		this.source = source;
		this.dialect = dialect;
		this.scheduler = scheduler;
	}

	/** Starts the checkpoint once a second, if the database needs it. */
	public void start() {
		this.dialect.checkpoint()
			.ifPresent((checkpoint) -> this.checkpointTask = this.scheduler
				.scheduleWithFixedDelay(() -> run(checkpoint), Instant.now().plus(INTERVAL), INTERVAL));
	}

	/**
	 * Lets the next checkpoints remove the bytes of texts whose deletion is committed.
	 */
	public void eraseDeletedTexts() {
		this.textsDeleted.set(true);
	}

	@Override
	public void close() {
		if (this.checkpointTask != null) {
			this.checkpointTask.cancel(false);
		}
	}

	private void run(SqliteCheckpoint checkpoint) {
		boolean deleted = this.textsDeleted.getAndSet(false);
		try {
			this.erased = checkpoint.run(this.source, deleted || !this.erased, deleted);
		}
		catch (SQLException | IOException ex) {
			this.textsDeleted.compareAndSet(false, deleted);
			logger.warn("The checkpoint failed and will be repeated in 1 s: {}", ex.getMessage());
		}
	}

}
