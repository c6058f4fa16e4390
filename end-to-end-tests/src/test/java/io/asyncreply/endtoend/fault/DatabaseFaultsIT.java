package io.asyncreply.endtoend.fault;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.endtoend.client.ApiClient;
import io.asyncreply.endtoend.client.JsonResponse;
import io.asyncreply.endtoend.client.LoadGenerator;
import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.harness.BrokerInspector;
import io.asyncreply.endtoend.harness.CpuUsageMonitor;
import io.asyncreply.endtoend.harness.InvariantChecker;
import io.asyncreply.endtoend.harness.SystemPair;
import io.asyncreply.endtoend.harness.SystemPairSpec;
import io.asyncreply.messages.AmqpNames;
import io.asyncreply.testsupport.broker.TestBroker;
import io.asyncreply.testsupport.proxy.FaultProxy;
import io.asyncreply.testsupport.proxy.TrafficDirection;
import io.asyncreply.testsupport.proxy.TrafficShaping;
import io.asyncreply.testsupport.server.TestPostgres;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that System A rejects requests in bounded time while PostgreSQL is down, paused,
 * locked or full, and recovers by itself.
 */
@Tag("extended")
class DatabaseFaultsIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(60);

	/** The timeouts of a statement and of a new connection, and 10 s. */
	private static final Duration MAX_RESPONSE_TIME = Duration.ofSeconds(25);

	private static TestPostgres postgres;

	private static FaultProxy proxy;

	private static SystemPair systemPair;

	private static ApiClient apiClient;

	@BeforeAll
	static void startPair() {
		postgres = TestPostgres.start();
		proxy = FaultProxy.to(postgres.port());
		systemPair = SystemPairSpec.of("database-faults", TestBroker.shared()).withPostgres(postgres, proxy).start();
		apiClient = systemPair.client();
	}

	@AfterEach
	void checkInvariants() {
		proxy.heal();
		awaitAccepted();
		InvariantChecker.checkAllSucceeded(systemPair);
	}

	@AfterAll
	static void close() {
		systemPair.close();
		proxy.close();
		postgres.close();
	}

	@Test
	void rejectsRequestsAndKeepsRepliesQueuedWhileDatabaseIsStopped() {
		List<JsonResponse> work = apiClient.submitAll(20,
				(i) -> RequestSubmission.simulatedWork(Duration.ofSeconds(1)));
		assertRejectsDuring(() -> {
			postgres.stop();
			Awaitility.await().atMost(TIMEOUT).until(() -> countQueuedReplies() >= work.size());
		}, postgres::restart);
	}

	@Test
	void rejectsRequestsUntilKilledDatabaseIsBack() {
		assertRejectsDuring(postgres::kill, postgres::restart);
	}

	@Test
	void rejectsInBoundedTimeWhileDatabaseIsPaused() {
		assertRejectsDuring(postgres::pause, postgres::resume);
	}

	@Test
	void rejectsInBoundedTimeWhileDatabaseIsUnreachable() {
		assertRejectsDuring(() -> proxy.shape(TrafficShaping.BLACK_HOLE), proxy::heal);
	}

	@Test
	void rejectsInBoundedTimeWhileTableIsLocked() throws SQLException {
		try (Connection lockHolder = connect(); Statement statement = lockHolder.createStatement()) {
			lockHolder.setAutoCommit(false);
			assertRejectsDuring(() -> execute(statement, "lock table request in access exclusive mode"),
					() -> rollback(lockHolder));
		}
	}

	@Test
	void storesOnlyTheRepetitionWhenKilledBeforeCommit() throws SQLException {
		int before = apiClient.list(null).size();
		RequestSubmission requestSubmission = RequestSubmission.text("not committed");
		try (Connection lockHolder = connect(); Statement statement = lockHolder.createStatement()) {
			lockHolder.setAutoCommit(false);
			execute(statement, "lock table request in exclusive mode");
			CompletableFuture<JsonResponse> call = apiClient.submitAsync(requestSubmission, null);
			Awaitility.await().atMost(TIMEOUT).until(() -> isLockAwaited(statement));
			systemPair.systemA().kill();
			assertThat(call).failsWithin(TIMEOUT);
		}
		systemPair.startSystemA();
		assertThat(apiClient.list(null)).hasSize(before);
		assertThat(apiClient.submit(requestSubmission).status()).isEqualTo(202);
		assertThat(apiClient.list(null)).hasSize(before + 1);
	}

	@Test
	void rejectsRequestsWhenDatabaseHasNoFreeConnection() throws SQLException {
		List<Connection> connections = new ArrayList<>();
		assertRejectsDuring(() -> {
			proxy.refuseConnections();
			exhaustConnections(connections);
			proxy.heal();
		}, () -> connections.forEach(DatabaseFaultsIT::close));
	}

	@Test
	void losesNothingWhenConnectionsAreResetUnderLoad() {
		try (LoadGenerator loadGenerator = LoadGenerator.start(apiClient)) {
			proxy.resetEvery(Duration.ofMillis(300));
			Awaitility.await().atMost(TIMEOUT).until(() -> loadGenerator.callCount() > 250);
			proxy.heal();
			assertThat(loadGenerator.stop()).isSubsetOf(202, 503);
		}
	}

	/** The cuts fall anywhere between the begin and the commit. */
	@Test
	void storesOneRequestWhenConnectionIsCut() {
		for (int bytes = 0; bytes < 600; bytes += 24) {
			int limit = bytes;
			submitDuring(() -> proxy.resetAfter(TrafficDirection.TO_CLIENT, limit));
		}
	}

	/**
	 * PostgreSQL answers a commit with the text COMMIT. The first answer after the cut is
	 * prepared may belong to another change, such as a sent mark, so the cut is repeated.
	 */
	@Test
	void storesOneRequestWhenAnswerToCommitIsLost() {
		Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> submitDuring(() -> proxy.resetBefore(TrafficDirection.TO_CLIENT, "COMMIT")));
	}

	/**
	 * Submits a request during a fault and repeats it afterwards. It is stored once.
	 * @return whether the request was stored although the response was 503
	 */
	private static boolean submitDuring(Runnable fault) {
		awaitAccepted();
		int before = apiClient.list(null).size();
		RequestSubmission requestSubmission = RequestSubmission.text("cut after " + before);
		fault.run();
		JsonResponse response = apiClient.submit(requestSubmission);
		assertThat(response.status()).isIn(202, 503);
		proxy.heal();
		awaitReadable();
		boolean inDoubt = response.status() == 503 && apiClient.list(null).size() > before;
		awaitLedger();
		assertThat(apiClient.submit(requestSubmission).isAccepted()).isTrue();
		assertThat(apiClient.list(null)).hasSize(before + 1);
		return inDoubt;
	}

	private static long countQueuedReplies() {
		return BrokerInspector.of(systemPair)
			.queues()
			.stream()
			.filter((queue) -> AmqpNames.REPLIES_QUEUE.equals(queue.path("name").asString()))
			.mapToLong(
					(queue) -> queue.path("messages_ready").asLong() + queue.path("messages_unacknowledged").asLong())
			.sum();
	}

	private static void assertRejectsDuring(Runnable fault, Runnable recovery) {
		try {
			fault.run();
			CpuUsageMonitor cpu = CpuUsageMonitor.start(systemPair.systemA(), systemPair.systemB());
			long start = System.nanoTime();
			JsonResponse rejected = apiClient.submit(RequestSubmission.text("rejected"));
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(MAX_RESPONSE_TIME);
			assertThat(rejected.status()).isEqualTo(503);
			assertThat(rejected.header("retry-after")).isNotEmpty();
			Awaitility.await()
				.atMost(TIMEOUT)
				.until(() -> "DOWN".equals(apiClient.get("/actuator/health").text("/components/ledger/status")));
			cpu.assertIdle();
		}
		finally {
			recovery.run();
		}
	}

	private static void awaitAccepted() {
		Awaitility.await().atMost(TIMEOUT).until(() -> apiClient.submit(RequestSubmission.text("probe")).isAccepted());
		awaitReadable();
	}

	private static void awaitReadable() {
		Awaitility.await().atMost(TIMEOUT).until(() -> apiClient.get("/v1/requests?pageSize=1").status() == 200);
	}

	private static void awaitLedger() {
		Awaitility.await()
			.atMost(TIMEOUT)
			.until(() -> "UP".equals(apiClient.get("/actuator/health").text("/components/ledger/status")));
	}

	private static Connection connect() throws SQLException {
		return DriverManager.getConnection(databaseUrl(), postgres.username(), postgres.password());
	}

	/** Returns the URL of the pair's database. */
	private static String databaseUrl() {
		return postgres.jdbcUrl().replaceFirst("[^/]*$", "test_1") + "?loginTimeout=5";
	}

	private static boolean isLockAwaited(Statement statement) throws SQLException {
		try (ResultSet waitingLocks = statement.executeQuery("select 1 from pg_locks where not granted")) {
			return waitingLocks.next();
		}
	}

	private static void exhaustConnections(List<Connection> connections) {
		try {
			while (true) {
				connections.add(connect());
			}
		}
		catch (SQLException ex) {
			assertThat(ex.getMessage()).contains("too many clients");
		}
	}

	private static void execute(Statement statement, String sql) {
		try {
			statement.execute(sql);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void rollback(Connection connection) {
		try {
			connection.rollback();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void close(Connection connection) {
		try {
			connection.close();
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
