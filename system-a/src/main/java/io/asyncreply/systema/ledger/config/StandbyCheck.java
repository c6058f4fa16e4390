package io.asyncreply.systema.ledger.config;

import io.asyncreply.messaging.startup.StartRefusedException;
import io.asyncreply.systema.ledger.admission.LedgerProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds out at the start whether PostgreSQL commits wait for a standby. If not, a
 * failover can lose accepted requests.
 */
final class StandbyCheck {

	private static final Logger logger = LoggerFactory.getLogger(StandbyCheck.class);

	private static final String REPLICATION = "select current_setting('synchronous_commit') as level, "
			+ "current_setting('synchronous_standby_names') as names, "
			+ "(select count(*) from pg_stat_replication) as standbys";

	private StandbyCheck() {
	}

	/**
	 * Checks the database.
	 * @param jdbc a connection with the settings of the writer
	 * @param properties whether a synchronous standby is required
	 * @throws StartRefusedException if it is required and there is none
	 */
	static void check(JdbcClient jdbc, LedgerProperties properties) {
		Replication replication = jdbc.sql(REPLICATION).query(Replication.class).single();
		if (properties.requireSynchronousStandby() && !replication.isSynchronous()) {
			throw new StartRefusedException("A failover could lose accepted requests: " + replication.describe(),
					"Set both in PostgreSQL as docs/how-to/use-postgresql.md says, "
							+ "or asyncreply.ledger.require-synchronous-standby to false",
					null);
		}
		if (!replication.isSynchronous() && (replication.standbys() > 0 || replication.level().equals("local"))) {
			logger.warn(
					"A failover to a standby could lose accepted requests: {}. "
							+ "See docs/how-to/use-postgresql.md, \"Survive the loss of a server\"",
					replication.describe());
		}
	}

	/**
	 * The replication settings of the session.
	 *
	 * @param level the value of {@code synchronous_commit}
	 * @param names the value of {@code synchronous_standby_names}
	 * @param standbys the number of connected standbys
	 */
	record Replication(String level, String names, long standbys) {

		boolean isSynchronous() {
			return !this.names.isBlank() && !this.level.equals("local") && !this.level.equals("off");
		}

		String describe() {
			return "synchronous_commit is '" + this.level + "' and synchronous_standby_names is '" + this.names
					+ "', so that commits do not wait for a standby";
		}

	}

}
