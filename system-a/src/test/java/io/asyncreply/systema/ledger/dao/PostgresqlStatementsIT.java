package io.asyncreply.systema.ledger.dao;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.LedgerFixture;
import io.asyncreply.systema.ledger.ManualClock;
import io.asyncreply.systema.ledger.PostgresqlDatabase;
import io.asyncreply.systema.ledger.SampleRequests;
import io.asyncreply.systema.ledger.model.InFlightRequest;
import io.asyncreply.systema.ledger.model.LedgerTime;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.OutboxEntry;
import io.asyncreply.systema.ledger.model.RequestFilter;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.SentMark;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.ledger.sql.BoundStatement;
import io.asyncreply.systema.ledger.sql.WriteSession;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

/**
 * Which rows PostgreSQL reads for the statements of the ledger.
 */
class PostgresqlStatementsIT {

	/** Rows read in this transaction, including outdated versions. */
	private static final String ROWS_READ = "select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables "
			+ "where relname = ?";

	/** Copies each row a thousand times. */
	private static final String MANY = "insert into request (id, owner, operation, lane, state, attempt, version, "
			+ "accepted_at, updated_at, deadline, dispatch_at, instance, payload) select substr(id, 1, 24) "
			+ "|| lpad(to_hex(n), 12, '0'), owner, operation, lane, state, attempt, version, accepted_at, "
			+ "updated_at, deadline, accepted_at, instance, payload from request, generate_series(1, 1000) as n";

	/** Also with cached plans from when the table had one row. */
	@Test
	void findsPagesWithoutScanningOpenRequests() throws SQLException {
		Map<String, Object> database = PostgresqlDatabase.newDatabase();
		ManualClock clock = new ManualClock();
		try (LedgerFixture fixture = new LedgerFixture(database, clock);
				WriteSession session = PostgresqlDatabase.openSession(database)) {
			fixture.dispatchQueue.setHasCapacity(false);
			fixture.accept();
			session.prepare("analyze request").execute();
			for (int i = 0; i < 20; i++) {
				assertThat(expire(session, clock.instant())).isEmpty();
				claim(session, clock.instant());
			}
			session.prepare(MANY).execute();
			int before = rowsRead(session);
			assertThat(expire(session, clock.instant())).isEmpty();
			assertThat(claim(session, clock.instant())).hasSize(10);
			assertThat(rowsRead(session) - before).isBetween(10, 100);
		}
	}

	/** Also with cached plans from when the table had one row, or equal rows. */
	@Test
	void readsRowsByIndex() throws SQLException {
		try (LedgerFixture fixture = new LedgerFixture(PostgresqlDatabase.newDatabase(), new ManualClock());
				Connection connection = fixture.openReadConnection()) {
			connection.setAutoCommit(false);
			JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
			fixture.dispatchQueue.setHasCapacity(false);
			NewRequest request = fixture.samples.request();
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
		Map<String, Object> database = PostgresqlDatabase.newDatabase();
		try (LedgerFixture fixture = new LedgerFixture(database, new ManualClock());
				WriteSession session = PostgresqlDatabase.openSession(database)) {
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
				int before = rowsRead(session);
				sqlChange.execute();
				assertThat(rowsRead(session) - before).as("rows read for change %d", changes.indexOf(sqlChange))
					.isZero();
			}
		}
	}

	private static List<SqlChange> changes(WriteSession session, RequestId unknown) {
		RequestDao requestDao = new RequestDao(session, 1);
		DispatchDao dispatchDao = new DispatchDao(session, 1);
		Problem problem = Problem.of("broken", "Broken", null);
		Reply.Succeeded success = new Reply.Succeeded(SampleRequests.json("{}"), Reply.Timings.NONE);
		CorrelatedReply reply = new CorrelatedReply(unknown, 1, "text.process", null, success);
		SentMark mark = new SentMark(unknown, 1, Lane.BULK, Instant.EPOCH, null);
		return List.of(() -> requestDao.findSnapshot(unknown),
				() -> assertThat(requestDao.succeed(reply, success, null).read()).isEmpty(),
				() -> requestDao.fail(reply, new Reply.Failed(problem, false, Reply.Timings.NONE), null),
				() -> requestDao.recordProgress(reply, new Reply.Progress(1, null), null),
				() -> requestDao.scheduleRetry(reply, Duration.ZERO, problem),
				() -> requestDao.cancel(SampleRequests.OWNER, unknown, SampleRequests.json("{}")),
				() -> requestDao.reopen(SampleRequests.OWNER, unknown),
				() -> assertThat(dispatchDao.markSent(mark).read()).isEmpty(),
				() -> dispatchDao.republish(new InFlightRequest(unknown, 1, Instant.EPOCH, 0), Lane.BULK,
						Duration.ZERO),
				() -> dispatchDao.republish(new InFlightRequest(unknown, 1, null, 0), null, Duration.ZERO));
	}

	private static List<StoredRequest> expire(WriteSession session, Instant now) throws SQLException {
		return new RequestDao(session, LedgerTime.toMicros(now)).expire(SampleRequests.json("{}"), Duration.ZERO, 10);
	}

	private static List<OutboxEntry> claim(WriteSession session, Instant now) throws SQLException {
		return new DispatchDao(session, LedgerTime.toMicros(now)).claim("another", LedgerFixture.QUEUES, 10);
	}

	private static int rowsRead(WriteSession session) throws SQLException {
		return new BoundStatement(session, ROWS_READ).add("request").first((row) -> row.getInt(1)).orElseThrow();
	}

	/**
	 * A change of one row.
	 */
	@FunctionalInterface
	private interface SqlChange {

		void execute() throws SQLException;

	}

}
