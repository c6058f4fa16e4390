package io.asyncreply.systema.ledger;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.startup.StartRefusedException;
import io.asyncreply.systema.ledger.admission.RequestRejectedException;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.model.TransitionResult;
import io.asyncreply.systema.ledger.sql.NotDurableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The ledger on PostgreSQL.
 */
@ExtendWith(OutputCaptureExtension.class)
class PostgresqlLedgerIT extends LedgerScenarios {

	@Override
	Map<String, Object> newDatabase() {
		return PostgresqlDatabase.newDatabase();
	}

	@Test
	void refusesStartWithoutDurableCommits() {
		Map<String, Object> database = new HashMap<>(newDatabase());
		database.compute("spring.datasource.url",
				(name, url) -> url + "?options=-c%20synchronous_commit%3Doff&ApplicationName=careless");
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> new LedgerFixture(database, new ManualClock()).close())
			.havingRootCause()
			.isInstanceOf(NotDurableException.class)
			.withMessageContaining("show synchronous_commit");
	}

	@Test
	void migratesAsAnotherRole() throws SQLException {
		Map<String, Object> database = new HashMap<>(newDatabase());
		String role = "runtime_" + UUID.randomUUID().toString().replace('-', '_');
		Object migrationUser = database.put("spring.datasource.username", role);
		Object migrationPassword = database.put("spring.datasource.password", "secret");
		database.put("spring.flyway.user", migrationUser);
		database.put("spring.flyway.password", migrationPassword);
		String url = (String) database.get("spring.datasource.url");
		try (Connection connection = DriverManager.getConnection(url, (String) migrationUser,
				(String) migrationPassword); Statement statement = connection.createStatement()) {
			statement.execute("create role " + role + " login password 'secret'");
			statement.execute("alter default privileges grant select, insert, update, delete on tables to " + role);
		}
		try (LedgerFixture fixture = new LedgerFixture(database, new ManualClock());
				Connection connection = DriverManager.getConnection(url, role, "secret");
				Statement statement = connection.createStatement()) {
			RequestId request = fixture.accept();
			fixture.succeed(request, 1);
			assertThat(fixture.erase(request)).isEmpty();
			assertThatExceptionOfType(SQLException.class)
				.isThrownBy(() -> statement.execute("alter table request add column more text"))
				.withMessageContaining("must be owner");
		}
	}

	@Test
	void refusesStartWithoutRequiredSynchronousStandby() {
		Map<String, Object> database = new HashMap<>(newDatabase());
		database.put("asyncreply.ledger.require-synchronous-standby", "true");
		assertThatExceptionOfType(StartRefusedException.class)
			.isThrownBy(() -> new LedgerFixture(database, new ManualClock()).close())
			.withMessageContaining("synchronous_standby_names is ''");
	}

	@Test
	@ResourceLock(Resources.SYSTEM_OUT)
	void warnsIfCommitsDoNotWaitForStandbys(CapturedOutput output) {
		Map<String, Object> database = new HashMap<>(newDatabase());
		database.compute("spring.datasource.url", (name, url) -> url + "?options=-c%20synchronous_commit%3Dlocal");
		new LedgerFixture(database, new ManualClock()).close();
		assertThat(output).contains("A failover to a standby could lose accepted requests")
			.contains("synchronous_commit is 'local'");
	}

	@Test
	void takesOverRequestsOfDeadInstance() throws SQLException {
		Map<String, Object> database = newDatabase();
		try (LedgerFixture fixture = new LedgerFixture(database, new ManualClock())) {
			RequestId id = fixture.accept();
			execute(database, "update request set instance = 'silent'");
			execute(database, "insert into instance (id, heartbeat_at) values ('silent', 0)");
			await().atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(LedgerFixture.join(fixture.outbox.claim(LedgerFixture.QUEUES, 10)))
					.extracting(OutboxEntry::id)
					.containsExactly(id));
		}
	}

	@Test
	void claimsEachRequestOnceAcrossInstances() {
		Map<String, Object> database = newDatabase();
		ManualClock clock = new ManualClock();
		try (LedgerFixture first = new LedgerFixture(database, clock);
				LedgerFixture second = new LedgerFixture(database, clock)) {
			await().atMost(Duration.ofSeconds(30)).until(() -> first.hasPeers() && second.hasPeers());
			first.dispatchQueue.setHasCapacity(false);
			Stream.generate(first.samples::request)
				.limit(400)
				.map(first.ledger::accept)
				.toList()
				.forEach(LedgerFixture::join);
			List<CompletableFuture<List<OutboxEntry>>> claims = new ArrayList<>();
			for (int i = 0; i < 40; i++) {
				claims.add(first.outbox.claim(LedgerFixture.QUEUES, 20));
				claims.add(second.outbox.claim(LedgerFixture.QUEUES, 20));
			}
			assertThat(claims.stream().map(LedgerFixture::join).flatMap(List::stream).map(OutboxEntry::id)).hasSize(400)
				.doesNotHaveDuplicates();
		}
	}

	@Test
	void enforcesQuotaAcrossInstances() {
		Map<String, Object> database = new HashMap<>(newDatabase());
		database.put("asyncreply.ledger.max-open-requests-per-caller", "3");
		ManualClock clock = new ManualClock();
		try (LedgerFixture first = new LedgerFixture(database, clock);
				LedgerFixture second = new LedgerFixture(database, clock)) {
			List<RequestId> open = List.of(first.accept(), first.accept(), first.accept());
			await().atMost(Duration.ofSeconds(30)).until(() -> second.ledger.countOpen() == open.size());
			assertThatExceptionOfType(CompletionException.class).isThrownBy(second::accept)
				.satisfies((failure) -> AdmissionScenarios.assertReason(failure,
						RequestRejectedException.RejectionReason.TOO_MANY_OPEN));
			first.succeed(open.get(0), 1);
			await().atMost(Duration.ofSeconds(30)).until(() -> second.ledger.countOpen() < open.size());
			second.accept();
		}
	}

	@Test
	void repeatsGroupThatLosesDeadlock() throws SQLException {
		Map<String, Object> database = newDatabase();
		try (LedgerFixture fixture = new LedgerFixture(database, new ManualClock());
				Connection other = PostgresqlDatabase.dataSource(database).getConnection();
				Statement statement = other.createStatement()) {
			List<RequestId> ids = Stream.of(fixture.accept(), fixture.accept())
				.sorted(Comparator.comparing(RequestId::toString))
				.toList();
			statement.execute("set deadlock_timeout = '1min'"); // so that the ledger
																// loses
			other.setAutoCommit(false);
			lock(statement, ids.get(1));
			List<CompletableFuture<TransitionResult>> recorded = fixture
				.recordAll(List.of(success(ids.get(0)), success(ids.get(1))));
			await().until(() -> isLedgerWaiting(database));
			lock(statement, ids.get(0));
			other.commit();
			assertThat(recorded).extracting(LedgerFixture::join).hasOnlyElementsOfType(TransitionResult.Changed.class);
		}
	}

	private static void lock(Statement statement, RequestId id) throws SQLException {
		assertThat(statement.executeUpdate("update request set version = version where id = '" + id + "'")).isOne();
	}

	private static CorrelatedReply success(RequestId id) {
		return new CorrelatedReply(id, 1,
				new Reply.Succeeded(RawJson.of("{\"text\":\"done\"}".getBytes(UTF_8)), Reply.Timings.NONE));
	}

	private static boolean isLedgerWaiting(Map<String, Object> database) throws SQLException {
		try (Connection connection = PostgresqlDatabase.dataSource(database).getConnection();
				Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery("select count(*) from pg_stat_activity "
						+ "where datname = current_database() and wait_event_type = 'Lock'")) {
			return row.next() && row.getInt(1) > 0;
		}
	}

	private static void execute(Map<String, Object> database, String sql) throws SQLException {
		try (Connection connection = PostgresqlDatabase.dataSource(database).getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

}
