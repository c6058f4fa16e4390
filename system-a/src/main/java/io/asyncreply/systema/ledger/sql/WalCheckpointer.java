package io.asyncreply.systema.ledger.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;

import javax.sql.DataSource;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.TaskScheduler;

/**
 * Runs the checkpoints of the dialect once a second on a connection of its own, off the
 * commit path.
 */
public final class WalCheckpointer implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(WalCheckpointer.class);

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private final DataSource source;

	private final Dialect dialect;

	private final TaskScheduler scheduler;

	private @Nullable ScheduledFuture<?> checkpointTask;

	public WalCheckpointer(DataSource source, Dialect dialect, TaskScheduler scheduler) {
		this.source = source;
		this.dialect = dialect;
		this.scheduler = scheduler;
	}

	/** Starts the checkpoint once a second, if the database needs it. */
	public void start() {
		if (!this.dialect.checkpointStatements().isEmpty()) {
			this.checkpointTask = this.scheduler.scheduleWithFixedDelay(this::runCheckpoints,
					Instant.now().plus(INTERVAL), INTERVAL);
		}
	}

	@Override
	public void close() {
		if (this.checkpointTask != null) {
			this.checkpointTask.cancel(false);
		}
	}

	private void runCheckpoints() {
		try (Connection connection = this.source.getConnection(); Statement statement = connection.createStatement()) {
			for (String sql : this.dialect.checkpointStatements()) {
				statement.execute(sql);
			}
		}
		catch (SQLException ex) {
			logger.warn("The checkpoint failed and will be repeated in 1 s: {}", ex.getMessage());
		}
	}

}
