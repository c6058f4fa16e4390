package io.asyncreply.systema.ledger.dao;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.LedgerFixture;
import io.asyncreply.systema.ledger.ManualClock;
import io.asyncreply.systema.ledger.model.InFlightRequest;
import io.asyncreply.systema.ledger.model.LedgerTime;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.model.RequestFilter;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.SentMark;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.sql.BoundStatement;
import io.asyncreply.systema.ledger.sql.DeferredStatement;
import io.asyncreply.systema.ledger.sql.PostgresqlDialect;
import io.asyncreply.systema.ledger.sql.RowStatement;
import io.asyncreply.systema.ledger.sql.WriteSession;
import io.asyncreply.testsupport.server.TestPostgres;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.fail;

/**
 * Which rows PostgreSQL reads for the statements of the ledger.
 */
public class PostgresqlStatementsIT {

	/** Rows read in this transaction, including outdated versions. */
	private static final String ROWS_READ = "select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables "
			+ "where relname = ?";

	/** Copies each row a thousand times. */
	private static final String MANY = "insert into request (id, owner, operation, lane, state, attempt, version, "
			+ "accepted_at, updated_at, deadline, dispatch_at, instance, payload) select substr(id, 1, 24) "
			+ "|| lpad(to_hex(n), 12, '0'), owner, operation, lane, state, attempt, version, accepted_at, "
			+ "updated_at, deadline, accepted_at, instance, payload from request, generate_series(1, 1000) as n";

	public static Map<String, Object> newDatabase() {
		TestPostgres postgres = TestPostgres.shared();
		return Map.of("spring.datasource.url", postgres.newDatabase(), "spring.datasource.username",
				postgres.username(), "spring.datasource.password", postgres.password());
	}

	/** Also with a cached plan from when the table had one row. */
	@Test
	void findsManyRowsByTheirIds() throws SQLException {
		RowStatement update = RowStatement.update("book set lent = {lent integer}", "book.title = {title text}",
				"book.lent < {most integer}");
		try (WriteSession session = openSession(newDatabase())) {
			session.prepare("create temporary table book (title text primary key, lent integer)").execute();
			session.prepare("insert into book values ('Emma', 0)").execute();
			session.prepare("analyze book").execute();
			for (int i = 0; i < 20; i++) {
				DeferredStatement.DeferredRow existing = session.defer(update).add(i).add("Emma").add(20).enqueue();
				DeferredStatement.DeferredRow missing = session.defer(update).add(i).add("Ada").add(20).enqueue();
				session.flush();
				assertThat(existing.isChanged()).isTrue();
				assertThat(missing.isChanged()).isFalse();
			}
			session.prepare("insert into book select 'Emma ' || n, 0 from generate_series(1, 1000) as n").execute();
			int before = rowsRead(session, "book");
			DeferredStatement.DeferredRow first = session.defer(update).add(1).add("Emma").add(20).enqueue();
			DeferredStatement.DeferredRow second = session.defer(update).add(1).add("Emma 9").add(20).enqueue();
			session.flush();
			assertThat(first.isChanged() && second.isChanged()).isTrue();
			assertThat(rowsRead(session, "book") - before).isBetween(2, 100);
		}
	}

	/** Also with cached plans from when the table had one row. */
	@Test
	void findsPagesWithoutScanningOpenRequests() throws SQLException {
		Map<String, Object> database = newDatabase();
		ManualClock clock = new ManualClock();
		try (LedgerFixture fixture = new LedgerFixture(database, clock); WriteSession session = openSession(database)) {
			fixture.dispatchQueue.setHasCapacity(false);
			fixture.accept();
			session.prepare("analyze request").execute();
			for (int i = 0; i < 20; i++) {
				assertThat(expire(session, clock.instant())).isEmpty();
				claim(session, clock.instant());
			}
			session.prepare(MANY).execute();
			int before = rowsRead(session, "request");
			assertThat(expire(session, clock.instant())).isEmpty();
			assertThat(claim(session, clock.instant())).hasSize(10);
			assertThat(rowsRead(session, "request") - before).isBetween(10, 100);
		}
	}

	/** Also with cached plans from when the table had one row, or equal rows. */
	@Test
	void readsRowsByIndex() throws SQLException {
		try (LedgerFixture fixture = new LedgerFixture(newDatabase(), new ManualClock());
				Connection connection = fixture.openReadConnection()) {
			connection.setAutoCommit(false);
			JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
			fixture.dispatchQueue.setHasCapacity(false);
			NewRequest request = fixture.request();
			fixture.accept(request);
			List<Runnable> queries = queries(new RequestQueries(jdbc, fixture.clock), new RequestListQuery(jdbc),
					request);
			jdbc.sql("analyze request").update();
			repeat(queries);
			jdbc.sql(MANY).update();
			assertThat(queries).allSatisfy((query) -> assertThat(rowsRead(jdbc, query)).isBetween(0, 10));
			jdbc.sql("analyze request").update();
			repeat(queries);
			assertThat(queries).allSatisfy((query) -> assertThat(rowsRead(jdbc, query)).isBetween(0, 10));
		}
	}

	private static void repeat(List<Runnable> queries) {
		for (int i = 0; i < 20; i++) {
			queries.forEach(Runnable::run);
		}
	}

	private static List<Runnable> queries(RequestQueries requestQueries, RequestListQuery requestListQuery,
			NewRequest request) {
		return List.of(() -> assertThat(requestQueries.find(request.owner(), request.id())).isPresent(),
				() -> assertThat(requestQueries.findOldestWaiting(request.operation(), Lane.INTERACTIVE)).isPresent(),
				() -> assertThat(requestQueries.findOldestWaiting(request.operation(), Lane.BULK)).isEmpty(),
				() -> assertThat(requestQueries.hasClaimable(LedgerFixture.QUEUES)).isTrue(),
				() -> assertThat(requestQueries.findDispatchTime(request.id())).isPresent(),
				() -> assertThat(requestListQuery
					.read(request.owner(), new RequestFilter(null, RequestState.FAILED, null, 10, false))
					.requests()).isEmpty(),
				() -> assertThat(
						requestQueries.findInFlight(request.operation(), Lane.INTERACTIVE, request.deadline(), 10))
					.isEmpty());
	}

	private static int rowsRead(JdbcClient jdbc, Runnable query) {
		int before = jdbc.sql(ROWS_READ).param("request").query(Integer.class).single();
		query.run();
		return jdbc.sql(ROWS_READ).param("request").query(Integer.class).single() - before;
	}

	/** Also with cached plans from when the table had one row. */
	@Test
	void changesRowsById() throws SQLException {
		Map<String, Object> database = newDatabase();
		try (LedgerFixture fixture = new LedgerFixture(database, new ManualClock());
				WriteSession session = openSession(database)) {
			fixture.dispatchQueue.setHasCapacity(false);
			fixture.accept();
			session.prepare("analyze request").execute();
			List<SqlChange> changes = changes(session, RequestId.generate(fixture.clock));
			for (int i = 0; i < 20; i++) {
				for (SqlChange sqlChange : changes) {
					sqlChange.execute();
				}
			}
			session.prepare(MANY).execute();
			for (SqlChange sqlChange : changes) {
				int before = rowsRead(session, "request");
				sqlChange.execute();
				assertThat(rowsRead(session, "request") - before)
					.as("rows read for change %d", changes.indexOf(sqlChange))
					.isZero();
			}
		}
	}

	private static List<SqlChange> changes(WriteSession session, RequestId unknown) {
		RequestDao requestDao = new RequestDao(session, 1);
		DispatchDao dispatchDao = new DispatchDao(session, 1);
		Problem problem = Problem.of("broken", "Broken", null);
		Reply.Succeeded success = new Reply.Succeeded(LedgerFixture.json("{}"), Reply.Timings.NONE);
		CorrelatedReply reply = new CorrelatedReply(unknown, 1, "text.process", success);
		SentMark mark = new SentMark(unknown, 1, Lane.BULK, Instant.EPOCH, null);
		return List.of(() -> requestDao.findSnapshot(unknown),
				() -> assertThat(requestDao.succeed(reply, success, null).read()).isEmpty(),
				() -> requestDao.fail(reply, new Reply.Failed(problem, false, Reply.Timings.NONE), null),
				() -> requestDao.recordProgress(reply, new Reply.Progress(1, null), null),
				() -> requestDao.scheduleRetry(reply, Duration.ZERO, problem),
				() -> requestDao.cancel(LedgerFixture.OWNER, unknown, LedgerFixture.json("{}")),
				() -> requestDao.reopen(LedgerFixture.OWNER, unknown),
				() -> assertThat(dispatchDao.markSent(mark).read()).isEmpty(),
				() -> dispatchDao.republish(new InFlightRequest(unknown, 1, Instant.EPOCH, 0), Lane.BULK,
						Duration.ZERO),
				() -> dispatchDao.republish(new InFlightRequest(unknown, 1, null, 0), null, Duration.ZERO));
	}

	/** Compiling a statement takes longer than a caller should wait. */
	@Test
	void compilesNoStatement() throws SQLException {
		try (LedgerFixture fixture = new LedgerFixture(newDatabase(), new ManualClock());
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
		try (LedgerFixture fixture = new LedgerFixture(newDatabase(), new ManualClock());
				Connection connection = fixture.openMigrationConnection()) {
			assertThat(connection.getNetworkTimeout()).isZero();
			assertThat(JdbcClient.create(new SingleConnectionDataSource(connection, true))
				.sql("select setting from pg_settings where name in ('statement_timeout', 'lock_timeout')")
				.query(String.class)
				.list()).containsExactly("0", "0");
		}
	}

	@Test
	void doesNotExpireRequestEndedByAnotherInstance() throws SQLException {
		Map<String, Object> database = newDatabase();
		ManualClock clock = new ManualClock();
		try (LedgerFixture fixture = new LedgerFixture(database, clock);
				WriteSession ending = openSession(database);
				WriteSession sweeping = openSession(database)) {
			RequestId ended = fixture.accept();
			RequestId late = fixture.accept();
			Instant afterTheirDeadline = clock.instant().plus(Duration.ofMinutes(2));
			assertThat(new RequestDao(ending, LedgerTime.toMicros(clock.instant())).cancel(LedgerFixture.OWNER, ended,
					LedgerFixture.json("{}")))
				.isPresent();
			assertThat(expire(sweeping, afterTheirDeadline)).extracting(StoredRequest::id).containsExactly(late);
			ending.commit();
			assertThat(expire(sweeping, afterTheirDeadline)).isEmpty();
			sweeping.commit();
			assertThat(fixture.find(ended).state()).isEqualTo(RequestState.CANCELLED);
			assertThat(fixture.find(late).state()).isEqualTo(RequestState.EXPIRED);
		}
	}

	private static List<StoredRequest> expire(WriteSession session, Instant now) throws SQLException {
		return new RequestDao(session, LedgerTime.toMicros(now)).expire(LedgerFixture.json("{}"), Duration.ZERO, 10);
	}

	private static List<OutboxEntry> claim(WriteSession session, Instant now) throws SQLException {
		return new DispatchDao(session, LedgerTime.toMicros(now)).claim("another", LedgerFixture.QUEUES, 10);
	}

	private static int rowsRead(WriteSession session, String table) throws SQLException {
		return new BoundStatement(session, ROWS_READ).add(table).first((row) -> row.getInt(1)).orElseThrow();
	}

	/** Otherwise the arrays would be a second copy of all rows. */
	@Test
	void flushesLargeRowsBeforeTheTransactionEnds() throws SQLException {
		Map<String, Object> database = newDatabase();
		RowStatement insert = RowStatement.insert("book (pages)", "{pages bytes}");
		List<DeferredStatement.DeferredRow> rows = new ArrayList<>();
		try (WriteSession session = openSession(database)) {
			session.prepare("create temporary table book (pages bytea)").execute();
			for (int i = 0; i < 5; i++) {
				rows.add(session.defer(insert).add(LedgerFixture.json("[" + " ".repeat(400_000) + "]")).enqueue());
			}
			assertThat(rows.subList(0, 3)).allMatch(DeferredStatement.DeferredRow::isChanged);
			assertThatIllegalStateException().isThrownBy(rows.get(3)::isChanged);
			session.flush();
			assertThat(rows).allMatch(DeferredStatement.DeferredRow::isChanged);
			assertThat(new BoundStatement(session, "select count(*) from book").list((row) -> row.getInt(1)))
				.containsExactly(5);
		}
	}

	private static WriteSession openSession(Map<String, Object> database) {
		PostgresqlDialect dialect = new PostgresqlDialect();
		Properties properties = new Properties();
		properties.putAll(dialect.connectionProperties());
		DriverManagerDataSource source = dataSource(database);
		source.setConnectionProperties(properties);
		return new WriteSession(source, dialect);
	}

	public static DriverManagerDataSource dataSource(Map<String, Object> database) {
		return new DriverManagerDataSource(String.valueOf(database.get("spring.datasource.url")),
				String.valueOf(database.get("spring.datasource.username")),
				String.valueOf(database.get("spring.datasource.password")));
	}

	/**
	 * A change of one row.
	 */
	@FunctionalInterface
	private interface SqlChange {

		void execute() throws SQLException;

	}

}
