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
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * PostgreSQL under the ledger is away, stands still, is locked or full: a clear answer in
 * bounded time, and everything goes on by itself.
 */
class DatabaseFaultsIT {

	private static final Duration PATIENCE = Duration.ofSeconds(60);

	/** What System A waits for a statement and for a new connection, and ten seconds. */
	private static final Duration LONGEST_ANSWER = Duration.ofSeconds(25);

	private static TestPostgres postgres;

	private static FaultProxy proxy;

	private static SystemPair pair;

	private static ApiClient client;

	@BeforeAll
	static void startPair() {
		postgres = TestPostgres.start();
		proxy = FaultProxy.to(postgres.port());
		pair = SystemPairSpec.of("database-faults", TestBroker.shared()).on(postgres, proxy).start();
		client = pair.client();
	}

	@AfterEach
	void check() {
		awaitAccepted();
		InvariantChecker.checkAllSucceeded(pair);
	}

	@AfterAll
	static void close() {
		pair.close();
		proxy.close();
		postgres.close();
	}

	@Test
	void stoppedDatabaseRefusesAndRepliesWaitAtTheBroker() {
		List<CompletableFuture<JsonResponse>> work = client.burst(20,
				(i) -> RequestSubmission.work(Duration.ofSeconds(1)));
		assertThat(work).extracting((call) -> call.join().status()).containsOnly(202);
		refuses(() -> {
			postgres.stop();
			Awaitility.await().atMost(PATIENCE).until(() -> repliesAtTheBroker() >= work.size());
		}, postgres::restart);
	}

	@Test
	void killedDatabaseRefusesUntilItIsBack() {
		refuses(postgres::kill, postgres::restart);
	}

	@Test
	void pausedDatabaseRefusesInBoundedTime() {
		refuses(postgres::pause, postgres::resume);
	}

	@Test
	void blackHoleBeforeTheDatabaseRefusesInBoundedTime() {
		refuses(() -> proxy.let(TrafficShaping.STOPPED), proxy::heal);
	}

	@Test
	void lockedTableRefusesInBoundedTime() throws SQLException {
		try (Connection lock = connect(); Statement statement = lock.createStatement()) {
			lock.setAutoCommit(false);
			refuses(() -> execute(statement, "lock table request in access exclusive mode"), () -> rollback(lock));
		}
	}

	@Test
	void systemAKilledBeforeTheCommitStoresNothingAndTheRepetitionStoresOne() throws SQLException {
		int before = client.list(null).size();
		RequestSubmission submission = RequestSubmission.text("not committed");
		try (Connection lock = connect(); Statement statement = lock.createStatement()) {
			lock.setAutoCommit(false);
			execute(statement, "lock table request in exclusive mode");
			CompletableFuture<JsonResponse> call = client.submitLater(submission, null);
			Awaitility.await().atMost(PATIENCE).until(() -> somebodyWaitsForALock(statement));
			pair.systemA().kill();
			assertThat(call).failsWithin(PATIENCE);
		}
		pair.startSystemA();
		assertThat(client.list(null)).hasSize(before);
		assertThat(client.submit(submission).status()).isEqualTo(202);
		assertThat(client.list(null)).hasSize(before + 1);
	}

	@Test
	void databaseWithoutRoomForConnectionsRefuses() throws SQLException {
		List<Connection> all = new ArrayList<>();
		refuses(() -> {
			proxy.refuse();
			takeEveryConnection(all);
			proxy.heal();
		}, () -> all.forEach(DatabaseFaultsIT::close));
	}

	@Test
	void resetsUnderLoadLoseNothing() {
		try (LoadGenerator load = LoadGenerator.start(client)) {
			proxy.resetEvery(Duration.ofMillis(300));
			Awaitility.await().atMost(PATIENCE).until(() -> load.size() > 250);
			proxy.heal();
			assertThat(load.stop()).isSubsetOf(202, 503);
		}
	}

	@Test
	void cutAnywhereAroundTheCommitTheRepetitionFindsOrStoresOne() {
		int stored = 0;
		for (int bytes = 0; bytes < 600; bytes += 12) {
			awaitAccepted();
			int before = client.list(null).size();
			RequestSubmission submission = RequestSubmission.text("cut after " + bytes);
			proxy.cutAfter(TrafficDirection.TO_CLIENT, bytes);
			JsonResponse answer = client.submit(submission);
			proxy.cutAfter(TrafficDirection.TO_CLIENT, Long.MAX_VALUE);
			assertThat(answer.status()).isIn(202, 503);
			awaitReadable();
			if (answer.status() == 503 && client.list(null).size() > before) {
				stored++;
			}
			assertThat(client.submit(submission).isAccepted()).isTrue();
			assertThat(client.list(null)).hasSize(before + 1);
		}
		assertThat(stored).as("requests that were stored although nobody knew").isPositive();
	}

	private static long repliesAtTheBroker() {
		return BrokerInspector.of(pair)
			.queues()
			.stream()
			.filter((queue) -> AmqpNames.REPLIES.equals(queue.path("name").asString()))
			.mapToLong(
					(queue) -> queue.path("messages_ready").asLong() + queue.path("messages_unacknowledged").asLong())
			.sum();
	}

	private static void refuses(Runnable fault, Runnable recovery) {
		try {
			fault.run();
			CpuUsageMonitor cpu = CpuUsageMonitor.start(pair.systemA(), pair.systemB());
			long start = System.nanoTime();
			JsonResponse refusal = client.submit(RequestSubmission.text("to be repeated"));
			assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(LONGEST_ANSWER);
			assertThat(refusal.status()).isEqualTo(503);
			assertThat(refusal.header("retry-after")).isNotEmpty();
			Awaitility.await()
				.atMost(PATIENCE)
				.until(() -> "DOWN".equals(client.get("/actuator/health").text("/components/ledger/status")));
			cpu.assertCool();
		}
		finally {
			recovery.run();
		}
	}

	private static void awaitAccepted() {
		Awaitility.await()
			.atMost(PATIENCE)
			.until(() -> client.submit(RequestSubmission.text("is it back?")).isAccepted());
		awaitReadable();
	}

	private static void awaitReadable() {
		Awaitility.await().atMost(PATIENCE).until(() -> client.get("/v1/requests?pageSize=1").status() == 200);
	}

	private static Connection connect() throws SQLException {
		return DriverManager.getConnection(database(), postgres.username(), postgres.password());
	}

	/** The one that the pair uses. */
	private static String database() {
		return postgres.jdbcUrl().replaceFirst("[^/]*$", "test_1") + "?loginTimeout=5";
	}

	private static boolean somebodyWaitsForALock(Statement statement) throws SQLException {
		try (ResultSet waiting = statement.executeQuery("select 1 from pg_locks where not granted")) {
			return waiting.next();
		}
	}

	private static void takeEveryConnection(List<Connection> all) {
		try {
			while (true) {
				all.add(connect());
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
