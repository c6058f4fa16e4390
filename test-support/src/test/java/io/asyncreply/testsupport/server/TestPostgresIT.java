package io.asyncreply.testsupport.server;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that PostgreSQL keeps its data across kills, stops and pauses.
 */
@Tag("extended")
class TestPostgresIT {

	private static TestPostgres postgres;

	@BeforeAll
	static void startPostgres() {
		postgres = TestPostgres.start();
	}

	@AfterAll
	static void closePostgres() {
		postgres.close();
	}

	@Test
	void keepsCommittedRowAfterKill() throws SQLException {
		String database = postgres.newDatabase();
		execute(database, "create table note (text text)", "insert into note values ('kept')");
		postgres.kill();
		assertThatExceptionOfType(SQLException.class).isThrownBy(() -> count(database));
		postgres.restart();
		assertThat(count(database)).isOne();
	}

	@Test
	void stopsWhileClientIsConnected() throws SQLException {
		String database = postgres.newDatabase();
		execute(database, "create table note (text text)", "insert into note values ('kept')");
		try (Connection connection = connect(database)) {
			postgres.restart();
			assertThat(connection.isValid(5)).isFalse();
		}
		assertThat(count(database)).isOne();
	}

	@Test
	void respondsAgainAfterPauseAndResume() throws SQLException {
		postgres.pause();
		assertThatExceptionOfType(SQLException.class).isThrownBy(() -> connect(postgres.jdbcUrl()));
		postgres.resume();
		assertThat(postgres.newDatabase()).isNotEqualTo(postgres.newDatabase());
	}

	private static void execute(String database, String... statements) throws SQLException {
		try (Connection connection = connect(database); Statement statement = connection.createStatement()) {
			for (String sql : statements) {
				statement.execute(sql);
			}
		}
	}

	private static int count(String database) throws SQLException {
		try (Connection connection = connect(database);
				Statement statement = connection.createStatement();
				ResultSet rows = statement.executeQuery("select count(*) from note")) {
			rows.next();
			return rows.getInt(1);
		}
	}

	private static Connection connect(String url) throws SQLException {
		return DriverManager.getConnection(url + "?loginTimeout=2&socketTimeout=10", postgres.username(),
				postgres.password());
	}

}
