package io.asyncreply.systema.ledger.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

import javax.sql.DataSource;

import io.asyncreply.messaging.RecurringTask;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the checkpoints of the dialect once a second on a connection of its own, off the
 * commit path.
 */
public final class WalCheckpointer implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(WalCheckpointer.class);

	private final DataSource source;

	private final Dialect dialect;

	private final @Nullable RecurringTask checkpointTask;

	public WalCheckpointer(DataSource source, Dialect dialect, ScheduledExecutorService scheduler) {
		this.source = source;
		this.dialect = dialect;
		this.checkpointTask = dialect.checkpointStatements().isEmpty() ? null
				: new RecurringTask(scheduler, Duration.ofSeconds(1), this::runCheckpoints);
	}

	@Override
	public void close() {
		if (this.checkpointTask != null) {
			this.checkpointTask.close();
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
