package io.asyncreply.systema.ledger.sql;

import java.sql.Connection;
import java.sql.SQLException;

import io.asyncreply.systema.ledger.LedgerFixture;
import io.asyncreply.systema.ledger.ManualClock;
import io.asyncreply.systema.ledger.PostgresqlDatabase;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Settings of the connections to PostgreSQL.
 */
class PostgresqlSettingsIT {

	/** Compiling a statement takes longer than a caller should wait. */
	@Test
	void compilesNoStatement() throws SQLException {
		try (LedgerFixture fixture = new LedgerFixture(PostgresqlDatabase.newDatabase(), new ManualClock());
				Connection connection = fixture.openReadConnection()) {
			JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
			assertThat(jdbc.sql("explain analyze select count(*) from instance where heartbeat_at > 0")
				.query(String.class)
				.list()).isNotEmpty().noneMatch((line) -> line.startsWith("JIT"));
		}
	}

	/** Creating an index of a large table takes minutes. */
	@Test
	void runsMigrationsWithoutTimeout() throws SQLException {
		try (LedgerFixture fixture = new LedgerFixture(PostgresqlDatabase.newDatabase(), new ManualClock());
				Connection connection = fixture.openMigrationConnection()) {
			assertThat(connection.getNetworkTimeout()).isZero();
			assertThat(JdbcClient.create(new SingleConnectionDataSource(connection, true))
				.sql("select setting from pg_settings where name in ('statement_timeout', 'lock_timeout')")
				.query(String.class)
				.list()).containsExactly("0", "0");
		}
	}

}
