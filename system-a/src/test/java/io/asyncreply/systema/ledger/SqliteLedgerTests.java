package io.asyncreply.systema.ledger;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.dao.RequestListQuery;
import io.asyncreply.systema.ledger.dao.RowMappers;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.model.RequestFilter;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.TransitionResult;
import io.asyncreply.systema.ledger.sql.NotDurableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The ledger on SQLite.
 */
class SqliteLedgerTests extends LedgerScenarios {

	@TempDir
	Path folder;

	private int databaseCount;

	@Override
	Map<String, Object> newDatabase() {
		return Map.of("spring.datasource.url",
				"jdbc:sqlite:" + this.folder.resolve("run" + this.databaseCount++ + "/ledger.db"));
	}

	@Test
	void refusesStartBelowFullSynchronous() {
		String url = newDatabase().get("spring.datasource.url") + "?synchronous=NORMAL";
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> new LedgerFixture(Map.of("spring.datasource.url", url), new ManualClock()).close())
			.havingRootCause()
			.isInstanceOf(NotDurableException.class)
			.withMessageContaining("a 202 is never lost")
			.withMessageContaining("pragma synchronous");
	}

	@Test
	void findsOverdueRequestsByDeadlineIndex() throws SQLException {
		assertThat(queryPlan("select id from request where deadline <= 1 and " + RowMappers.OPEN))
			.contains("USING INDEX request_deadline");
	}

	/** An index of the other states would make every request slower. */
	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "ACCEPTED", "SUCCEEDED" })
	void listsRareStatesByIndex(RequestState state) throws SQLException {
		assertThat(queryPlan(RequestListQuery.sql("id", new RequestFilter(null, state, null, 10, false))))
			.contains("USING COVERING INDEX request_listed (owner=? AND state=? AND id>? AND id<?)");
	}

	private String queryPlan(String query) throws SQLException {
		Map<String, Object> database = newDatabase();
		new LedgerFixture(database, new ManualClock()).close();
		try (Connection connection = DriverManager.getConnection(database.get("spring.datasource.url").toString());
				Statement statement = connection.createStatement();
				ResultSet plan = statement.executeQuery("explain query plan " + query)) {
			assertThat(plan.next()).isTrue();
			return plan.getString("detail");
		}
	}

	@Test
	void refusesStartOnUnsupportedDatabase() {
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(
					() -> new LedgerFixture(Map.of("spring.datasource.url", "jdbc:h2:mem:ledger"), new ManualClock())
						.close())
			.havingRootCause()
			.withMessageContaining("jdbc:h2:mem:ledger");
	}

	@Test
	void refusesSecondLedgerOnSameFile() {
		Map<String, Object> database = newDatabase();
		try (LedgerFixture first = new LedgerFixture(database, new ManualClock())) {
			assertThatExceptionOfType(Exception.class)
				.isThrownBy(() -> new LedgerFixture(database, new ManualClock()).close())
				.havingRootCause()
				.withMessageContaining("Another System A uses the ledger");
			first.accept();
		}
	}

	@Test
	void postponesRequestDespiteLockedLedger() throws SQLException {
		Map<String, Object> database = newDatabase();
		try (LedgerFixture fixture = new LedgerFixture(database, new ManualClock())) {
			RequestId id = fixture.accept();
			CompletableFuture<Void> postponed;
			try (Connection connection = DriverManager
				.getConnection(database.get("spring.datasource.url") + "?transaction_mode=EXCLUSIVE");
					Statement lock = connection.createStatement()) {
				lock.execute("begin exclusive");
				postponed = fixture.outbox.postpone(fixture.dispatchQueue.received().get(0), Duration.ZERO);
				assertThatExceptionOfType(CompletionException.class).isThrownBy(() -> fixture.accept())
					.withCauseInstanceOf(LedgerUnavailableException.class);
				assertThat(postponed).isNotDone();
				assertThat(fixture.count("asyncreply.ledger.errors")).isPositive();
			}
			LedgerFixture.join(postponed);
			assertThat(LedgerFixture.join(fixture.outbox.claim(LedgerFixture.QUEUES, 10))).singleElement()
				.returns(id, OutboxEntry::id);
		}
	}

	@Test
	void waitsForShortLock() throws SQLException {
		Map<String, Object> database = newDatabase();
		try (LedgerFixture fixture = new LedgerFixture(database, new ManualClock())) {
			RequestId id = fixture.accept();
			CompletableFuture<TransitionResult> failed;
			try (Connection connection = DriverManager.getConnection("" + database.get("spring.datasource.url"));
					Statement lock = connection.createStatement()) {
				lock.execute("begin immediate");
				failed = CompletableFuture.supplyAsync(() -> fixture.failRetryably(id, 1));
				await().during(Duration.ofMillis(500)).until(() -> !failed.isDone());
			}
			assertThat(failed.join()).isInstanceOf(TransitionResult.Changed.class);
			assertThat(fixture.count("asyncreply.ledger.errors")).isZero();
		}
	}

	@Test
	void restartsWriteAheadLogBetweenTransactions() throws SQLException {
		Map<String, Object> database = newDatabase();
		try (LedgerFixture fixture = new LedgerFixture(database, new ManualClock());
				Connection connection = DriverManager.getConnection("" + database.get("spring.datasource.url"));
				Statement statement = connection.createStatement()) {
			fixture.accept();
			try (ResultSet row = statement.executeQuery("pragma wal_checkpoint(restart)")) {
				assertThat(row.getInt("busy")).isZero();
			}
		}
	}

}
