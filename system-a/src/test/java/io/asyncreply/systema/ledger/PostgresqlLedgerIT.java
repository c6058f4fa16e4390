package io.asyncreply.systema.ledger;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import io.asyncreply.messages.RequestId;
import io.asyncreply.testsupport.TestPostgres;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The ledger on PostgreSQL.
 */
class PostgresqlLedgerIT extends LedgerScenarios {

	@Override
	Map<String, Object> newDatabase() {
		TestPostgres postgres = TestPostgres.shared();
		return Map.of("spring.datasource.url", postgres.newDatabase(), "spring.datasource.username",
				postgres.username(), "spring.datasource.password", postgres.password());
	}

	@Test
	void commitsThatDoNotReachTheDiskAreRefusedAtStart() {
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
	void whatASilentInstanceHadInItsHandsIsTakenOver() throws SQLException {
		Map<String, Object> database = newDatabase();
		try (LedgerFixture fixture = new LedgerFixture(database, new ManualClock())) {
			RequestId id = fixture.accept();
			execute(database, "update request set instance = 'silent'");
			execute(database, "insert into instance (id, seen_at) values ('silent', 0)");
			await().atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(LedgerFixture.join(fixture.outbox.claim(LedgerFixture.QUEUES, 10)))
					.extracting(Unsent::id)
					.containsExactly(id));
		}
	}

	@Test
	void instancesOnOneLedgerKnowOfEachOtherAndClaimEachRequestOnce() {
		Map<String, Object> database = newDatabase();
		ManualClock clock = new ManualClock();
		try (LedgerFixture first = new LedgerFixture(database, clock);
				LedgerFixture second = new LedgerFixture(database, clock)) {
			await().atMost(Duration.ofSeconds(30)).until(() -> first.hasPeers() && second.hasPeers());
			first.outlet.setRoom(false);
			Stream.generate(first::request).limit(400).map(first.ledger::accept).toList().forEach(LedgerFixture::join);
			List<CompletableFuture<List<Unsent>>> claims = new ArrayList<>();
			for (int i = 0; i < 40; i++) {
				claims.add(first.outbox.claim(LedgerFixture.QUEUES, 20));
				claims.add(second.outbox.claim(LedgerFixture.QUEUES, 20));
			}
			assertThat(claims.stream().map(LedgerFixture::join).flatMap(List::stream).map(Unsent::id)).hasSize(400)
				.doesNotHaveDuplicates();
		}
	}

	@Test
	void instancesOnOneLedgerKnowWhatACallerHasOpenElsewhere() {
		Map<String, Object> database = new HashMap<>(newDatabase());
		database.put("asyncreply.ledger.backlog-per-caller", "3");
		ManualClock clock = new ManualClock();
		try (LedgerFixture first = new LedgerFixture(database, clock);
				LedgerFixture second = new LedgerFixture(database, clock)) {
			List<RequestId> open = List.of(first.accept(), first.accept(), first.accept());
			await().atMost(Duration.ofSeconds(30)).until(() -> second.ledger.countOpen() == open.size());
			assertThatExceptionOfType(CompletionException.class).isThrownBy(second::accept)
				.withCauseInstanceOf(ShareTakenException.class);
			first.succeed(open.get(0), 1);
			await().atMost(Duration.ofSeconds(30)).until(() -> second.ledger.countOpen() < open.size());
			second.accept();
		}
	}

	/** Also by a statement that was planned, once and for all, when there was one row. */
	@Test
	void manyRowsAtOnceAreFoundByTheirIds() throws SQLException {
		RowChange lend = RowChange.update("book set lent = {lent integer}", "book.title = {title text}",
				"book.lent < {most integer}");
		try (LedgerSession session = writing(newDatabase())) {
			session.prepare("create temporary table book (title text primary key, lent integer)").execute();
			session.prepare("insert into book values ('Emma', 0)").execute();
			session.prepare("analyze book").execute();
			for (int i = 0; i < 20; i++) {
				session.later(lend).add(i).add("Emma").add(20).later((changed) -> assertThat(changed).isTrue());
				session.later(lend).add(i).add("Ada").add(20).later((changed) -> assertThat(changed).isFalse());
				session.flush();
			}
			session.prepare("insert into book select 'Emma ' || n, 0 from generate_series(1, 1000) as n").execute();
			int before = rowsRead(session, "book");
			session.later(lend).add(1).add("Emma").add(20).later((changed) -> assertThat(changed).isTrue());
			session.later(lend).add(1).add("Emma 9").add(20).later((changed) -> assertThat(changed).isTrue());
			session.flush();
			assertThat(rowsRead(session, "book") - before).isBetween(2, 100);
		}
	}

	/** Also those that were planned, once and for all, when there was one row. */
	@Test
	void pagesAreFoundWithoutLookingAtWhatElseIsOpen() throws SQLException {
		Map<String, Object> database = newDatabase();
		ManualClock clock = new ManualClock();
		try (LedgerFixture fixture = new LedgerFixture(database, clock); LedgerSession session = writing(database)) {
			fixture.outlet.setRoom(false);
			fixture.accept();
			session.prepare("analyze request").execute();
			for (int i = 0; i < 20; i++) {
				assertThat(expire(session, clock.instant())).isEmpty();
				claim(session, clock.instant());
			}
			session.prepare("insert into request (id, owner, operation, lane, state, attempt, version, accepted_at, "
					+ "updated_at, deadline, dispatch_at, instance, payload) select substr(id, 1, 24) "
					+ "|| lpad(to_hex(n), 12, '0'), owner, operation, lane, state, attempt, version, accepted_at, "
					+ "updated_at, deadline, accepted_at, instance, payload from request, generate_series(1, 1000) as n")
				.execute();
			int before = rowsRead(session, "request");
			assertThat(expire(session, clock.instant())).isEmpty();
			assertThat(claim(session, clock.instant())).hasSize(10);
			assertThat(rowsRead(session, "request") - before).isBetween(10, 100);
		}
	}

	@Test
	void whatAnotherInstanceIsEndingDoesNotExpire() throws SQLException {
		Map<String, Object> database = newDatabase();
		ManualClock clock = new ManualClock();
		try (LedgerFixture fixture = new LedgerFixture(database, clock);
				LedgerSession ending = writing(database);
				LedgerSession sweeping = writing(database)) {
			RequestId ended = fixture.accept();
			RequestId late = fixture.accept();
			Instant afterTheirDeadline = clock.instant().plus(Duration.ofMinutes(2));
			assertThat(new RequestTable(ending, Rows.micros(clock.instant())).cancel(LedgerFixture.OWNER, ended,
					LedgerFixture.json("{}")))
				.isPresent();
			assertThat(expire(sweeping, afterTheirDeadline)).extracting(Entry::id).containsExactly(late);
			ending.commit();
			assertThat(expire(sweeping, afterTheirDeadline)).isEmpty();
			sweeping.commit();
			assertThat(fixture.find(ended).state()).isEqualTo(State.CANCELLED);
			assertThat(fixture.find(late).state()).isEqualTo(State.EXPIRED);
		}
	}

	private static List<Entry> expire(LedgerSession session, Instant now) throws SQLException {
		return new RequestTable(session, Rows.micros(now)).expire(LedgerFixture.json("{}"), Duration.ZERO, 10);
	}

	private static List<Unsent> claim(LedgerSession session, Instant now) throws SQLException {
		return new DispatchTable(session, Rows.micros(now)).claim("another", LedgerFixture.QUEUES, 10);
	}

	/** In this transaction, with versions that are not valid any more. */
	private static int rowsRead(LedgerSession session, String table) throws SQLException {
		return new Parameters(session,
				"select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables where relname = ?")
			.add(table)
			.first((row) -> row.getInt(1))
			.orElseThrow();
	}

	/** The arrays would be a second copy of all of them. */
	@Test
	void largeRowsDoNotWaitForTheEndOfTheTransaction() throws SQLException {
		Map<String, Object> database = newDatabase();
		RowChange insert = RowChange.insert("book (pages)", "{pages bytes}");
		List<Integer> written = new ArrayList<>();
		try (LedgerSession session = writing(database)) {
			session.prepare("create temporary table book (pages bytea)").execute();
			for (int i = 1; i <= 5; i++) {
				int book = i;
				session.later(insert).add(LedgerFixture.json("[" + " ".repeat(400_000) + "]")).later((changed) -> {
					assertThat(changed).isTrue();
					written.add(book);
				});
			}
			assertThat(written).containsExactly(1, 2, 3);
			session.flush();
			assertThat(written).containsExactly(1, 2, 3, 4, 5);
			assertThat(new Parameters(session, "select count(*) from book").list((row) -> row.getInt(1)))
				.containsExactly(5);
		}
	}

	private static LedgerSession writing(Map<String, Object> database) {
		PostgresqlDialect dialect = new PostgresqlDialect();
		Properties properties = new Properties();
		properties.putAll(dialect.connectionProperties());
		DriverManagerDataSource source = dataSource(database);
		source.setConnectionProperties(properties);
		return new LedgerSession(source, dialect);
	}

	private static DriverManagerDataSource dataSource(Map<String, Object> database) {
		return new DriverManagerDataSource(String.valueOf(database.get("spring.datasource.url")),
				String.valueOf(database.get("spring.datasource.username")),
				String.valueOf(database.get("spring.datasource.password")));
	}

	private static void execute(Map<String, Object> database, String sql) throws SQLException {
		try (Connection connection = dataSource(database).getConnection();
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

}
