package io.asyncreply.systema.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

import javax.sql.DataSource;

import io.asyncreply.messages.amqp.Periodic;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the dialect's checkpoints once a second on a connection of their own, off the
 * commit path.
 */
final class Checkpoints implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Checkpoints.class);

	private final DataSource source;

	private final Dialect dialect;

	private final @Nullable Periodic rounds;

	Checkpoints(DataSource source, Dialect dialect, ScheduledExecutorService scheduler) {
		this.source = source;
		this.dialect = dialect;
		this.rounds = dialect.checkpoints().isEmpty() ? null
				: new Periodic(scheduler, Duration.ofSeconds(1), this::round);
	}

	@Override
	public void close() {
		if (this.rounds != null) {
			this.rounds.close();
		}
	}

	private void round() {
		try (Connection connection = this.source.getConnection(); Statement statement = connection.createStatement()) {
			for (String checkpoint : this.dialect.checkpoints()) {
				statement.execute(checkpoint);
			}
		}
		catch (SQLException ex) {
			logger.warn("The checkpoint failed and the next round will do it: {}", ex.getMessage());
		}
	}

}
