package io.asyncreply.systema.ledger.sql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.asyncreply.systema.ledger.PostgresqlDatabase;
import io.asyncreply.systema.ledger.SampleRequests;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Rows of a write session on PostgreSQL.
 */
class WriteSessionIT {

	/** Also with a cached plan from when the table had one row. */
	@Test
	void findsManyRowsByTheirIds() throws SQLException {
		RowStatement update = RowStatement.update("book set lent = {lent integer}", "book.title = {title text}",
				"book.lent < {most integer}");
		try (WriteSession session = PostgresqlDatabase.openSession(PostgresqlDatabase.newDatabase())) {
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
			int before = rowsRead(session);
			DeferredStatement.DeferredRow first = session.defer(update).add(1).add("Emma").add(20).enqueue();
			DeferredStatement.DeferredRow second = session.defer(update).add(1).add("Emma 9").add(20).enqueue();
			session.flush();
			assertThat(first.isChanged() && second.isChanged()).isTrue();
			assertThat(rowsRead(session) - before).isBetween(2, 100);
		}
	}

	/** Otherwise the arrays would be a second copy of all rows. */
	@Test
	void flushesLargeRowsBeforeTheTransactionEnds() throws SQLException {
		Map<String, Object> database = PostgresqlDatabase.newDatabase();
		RowStatement insert = RowStatement.insert("book (pages)", "{pages bytes}");
		List<DeferredStatement.DeferredRow> rows = new ArrayList<>();
		try (WriteSession session = PostgresqlDatabase.openSession(database)) {
			session.prepare("create temporary table book (pages bytea)").execute();
			for (int i = 0; i < 5; i++) {
				rows.add(session.defer(insert).add(SampleRequests.json("[" + " ".repeat(400_000) + "]")).enqueue());
			}
			assertThat(rows.subList(0, 3)).allMatch(DeferredStatement.DeferredRow::isChanged);
			assertThatIllegalStateException().isThrownBy(rows.get(3)::isChanged);
			session.flush();
			assertThat(rows).allMatch(DeferredStatement.DeferredRow::isChanged);
			assertThat(new BoundStatement(session, "select count(*) from book").list((row) -> row.getInt(1)))
				.containsExactly(5);
		}
	}

	/** Rows read in this transaction, including outdated versions. */
	private static int rowsRead(WriteSession session) throws SQLException {
		return new BoundStatement(session,
				"select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables where relname = 'book'")
			.first((row) -> row.getInt(1))
			.orElseThrow();
	}

}
