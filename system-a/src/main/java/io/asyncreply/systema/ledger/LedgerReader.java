package io.asyncreply.systema.ledger;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestId;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Every query that changes nothing; runs on the readers' own pool and never holds a
 * cursor longer than it takes to read a page.
 */
final class LedgerReader {

	private static final String FIND = "select " + Rows.ENTRY + " from request where id = :id and owner = :owner";

	private static final String LIST = "select " + Rows.ENTRY + " from request where owner = :owner and id < :before";

	private static final String OLDEST = "select accepted_at from request where operation = :operation and lane = :lane "
			+ "and state in ('ACCEPTED', 'QUEUED') order by id limit 1";

	private static final String OPEN = "select count(*) from request where state in ('ACCEPTED', 'QUEUED', 'RUNNING')";

	private static final String CLAIMABLE = "select count(*) from (select 1 from request "
			+ "where dispatch_at is not null and dispatch_at <= :now limit 1) as due";

	/** Sorts after every id. */
	private static final String AFTER_ALL = "g";

	private final JdbcClient jdbc;

	private final Clock clock;

	LedgerReader(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	Optional<Entry> find(String owner, RequestId id) {
		return this.jdbc.sql(FIND)
			.param("id", id.toString())
			.param("owner", owner)
			.query((row, index) -> Rows.entry(row))
			.optional();
	}

	List<Entry> list(String owner, Filter filter) {
		String sql = LIST + ((filter.operation() != null) ? " and operation = :operation" : "")
				+ ((filter.state() != null) ? " and state = :state" : "") + " order by id desc limit :size";
		RequestId before = filter.before();
		JdbcClient.StatementSpec statement = this.jdbc.sql(sql)
			.param("owner", owner)
			.param("before", (before != null) ? before.toString() : AFTER_ALL)
			.param("size", filter.size());
		if (filter.operation() != null) {
			statement.param("operation", filter.operation());
		}
		if (filter.state() != null) {
			statement.param("state", filter.state().name());
		}
		return statement.query((row, index) -> Rows.entry(row)).list();
	}

	Optional<Instant> oldestWaiting(String operation, Lane lane) {
		return this.jdbc.sql(OLDEST)
			.param("operation", operation)
			.param("lane", lane.name())
			.query(Long.class)
			.optional()
			.map(Rows::instant);
	}

	long countOpen() {
		return this.jdbc.sql(OPEN).query(Long.class).single();
	}

	boolean hasClaimable() {
		return this.jdbc.sql(CLAIMABLE).param("now", Rows.micros(this.clock.instant())).query(Long.class).single() > 0;
	}

}
