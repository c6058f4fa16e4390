package io.asyncreply.testsupport.server;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.asyncreply.testsupport.process.FreePorts;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * A PostgreSQL for tests, in a container or as a local process. Its address and its data
 * survive a restart.
 */
public final class TestPostgres implements AutoCloseable {

	private static final String USER = "postgres";

	private static final String PASSWORD = "postgres-in-tests";

	private static final Duration TIMEOUT = Duration.ofSeconds(90);

	/** The signal on which PostgreSQL shuts down without waiting for its clients. */
	private static final String STOP_SIGNAL = "INT";

	private final int port = FreePorts.next();

	private final TestServer testServer = create(ServerKind.chosen(), this.port);

	private final AtomicInteger databases = new AtomicInteger();

	private TestPostgres() {
	}

	/**
	 * Returns the server that all tests of this JVM share, each with a database of its
	 * own. Tests that kill or pause it start their own with {@link #start()}.
	 */
	public static TestPostgres shared() {
		return SharedPostgresHolder.POSTGRES;
	}

	/** Starts a new server, which the caller may kill and must close. */
	public static TestPostgres start() {
		TestPostgres postgres = new TestPostgres();
		postgres.testServer.start();
		postgres.awaitConnection();
		return postgres;
	}

	public int port() {
		return this.port;
	}

	/** Returns the JDBC URL of the default database. */
	public String jdbcUrl() {
		return jdbcUrl(USER);
	}

	public String username() {
		return USER;
	}

	public String password() {
		return PASSWORD;
	}

	/**
	 * Creates an empty database.
	 * @return its JDBC URL
	 */
	public String newDatabase() {
		String name = "test_" + this.databases.incrementAndGet();
		try (Connection connection = connect(); Statement statement = connection.createStatement()) {
			statement.execute("create database " + name);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
		return jdbcUrl(name);
	}

	/** Kills the server. */
	public void kill() {
		this.testServer.kill();
	}

	/** Shuts the server down, without waiting for its clients. */
	public void stop() {
		this.testServer.stop();
	}

	/**
	 * Shuts the server down if it runs, starts it with its data and waits until it
	 * answers.
	 */
	public void restart() {
		this.testServer.stop();
		this.testServer.start();
		awaitConnection();
	}

	/** Pauses the server: connections stay open, but it does not answer. */
	public void pause() {
		this.testServer.pause();
	}

	public void resume() {
		this.testServer.resume();
	}

	@Override
	public void close() {
		this.testServer.erase();
	}

	private static TestServer create(ServerKind kind, int port) {
		return switch (kind) {
			case DOCKER -> new ContainerServer(
					() -> ContainerServer.bindPort(container(), port, PostgreSQLContainer.POSTGRESQL_PORT),
					STOP_SIGNAL);
			case LOCAL ->
				new LocalServer("scripts/postgres-node", port, Map.of("POSTGRES_PASSWORD", PASSWORD), STOP_SIGNAL);
		};
	}

	/** Sets the command, because Testcontainers would switch fsync off. */
	private static PostgreSQLContainer container() {
		return new PostgreSQLContainer("postgres:18").withDatabaseName(USER)
			.withUsername(USER)
			.withPassword(PASSWORD)
			.withCommand("postgres");
	}

	private String jdbcUrl(String database) {
		return "jdbc:postgresql://127.0.0.1:" + this.port + "/" + database;
	}

	private Connection connect() throws SQLException {
		return DriverManager.getConnection(jdbcUrl() + "?loginTimeout=10&socketTimeout=30", USER, PASSWORD);
	}

	private void awaitConnection() {
		try {
			Awaitility.await().atMost(TIMEOUT).ignoreExceptionsInstanceOf(SQLException.class).until(this::canConnect);
		}
		catch (ConditionTimeoutException ex) {
			throw new IllegalStateException("PostgreSQL does not answer. Its output:\n" + this.testServer.log(), ex);
		}
	}

	private boolean canConnect() throws SQLException {
		try (Connection connection = connect()) {
			return connection.isValid(5);
		}
	}

	/** Starts the shared server on first use. */
	private static final class SharedPostgresHolder {

		private static final TestPostgres POSTGRES = TestPostgres.start();

	}

}
