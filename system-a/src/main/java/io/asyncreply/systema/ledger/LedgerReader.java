package io.asyncreply.systema.ledger;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestId;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Every query that changes nothing; runs on the readers' own pool and never holds a
 * cursor longer than it takes to read a page. Each throws
 * {@link LedgerUnavailableException} if the database cannot be read.
 */
final class LedgerReader {

	private static final String FIND = "select " + Rows.ENTRY + " from request where id = :id and owner = :owner";

	private static final String FIND_ANYONES = "select " + Rows.ENTRY + " from request where id = :id";

	private static final String LIST = "select " + Rows.ENTRY + " from request where owner = :owner and id < :before";

	/** As the condition of the index, which lists no state that all pass through. */
	private static final String LISTED = " and state <> 'ACCEPTED' and state <> 'SUCCEEDED'";

	private static final Set<State> UNLISTED = Set.of(State.ACCEPTED, State.SUCCEEDED);

	private static final String OLDEST = "select accepted_at from request where operation = :operation and lane = :lane "
			+ "and state in ('ACCEPTED', 'QUEUED') order by accepted_at limit 1";

	private static final String OPEN = "select count(*) from request where " + Rows.OPEN;

	private static final String OPEN_BY_QUEUE = "select operation, lane, count(*) as open from request where "
			+ Rows.OPEN + " group by operation, lane";

	private static final String OPEN_BY_OWNER = "select owner, count(*) as open from request where " + Rows.OPEN
			+ " group by owner order by open desc limit :limit";

	private static final String CLAIMABLE = "select count(*) from (select 1 from request where operation = :operation "
			+ "and lane = :lane and dispatch_at is not null and dispatch_at <= :now limit 1) as due";

	private static final String UNANSWERED = "select id, attempt, sent_at from request where operation = :operation "
			+ "and sent_lane = :lane and sent_at < :before and state in ('QUEUED', 'RUNNING') and dispatch_at is null "
			+ "order by sent_at limit :limit";

	private static final String DISPATCH_AT = "select case state when 'ACCEPTED' then dispatch_at end "
			+ "from request where id = :id";

	private static final String PURGED = "select count(*) from tombstone where id = :id and owner = :owner";

	/** Sorts after every id. */
	private static final String AFTER_ALL = "g";

	private final JdbcClient jdbc;

	private final Clock clock;

	LedgerReader(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	Optional<Entry> find(String owner, RequestId id) {
		return read(() -> this.jdbc.sql(FIND)
			.param("id", id.toString())
			.param("owner", owner)
			.query((row, index) -> Rows.entry(row))
			.optional());
	}

	Optional<Entry> find(RequestId id) {
		return read(() -> this.jdbc.sql(FIND_ANYONES)
			.param("id", id.toString())
			.query((row, index) -> Rows.entry(row))
			.optional());
	}

	/** Looks through all that is newer than what it finds, if no index lists that. */
	List<Entry> list(String owner, Filter filter) {
		RequestId before = filter.before();
		JdbcClient.StatementSpec statement = this.jdbc.sql(listing(filter))
			.param("owner", owner)
			.param("before", (before != null) ? before.toString() : AFTER_ALL)
			.param("size", filter.size());
		if (filter.operation() != null) {
			statement.param("operation", filter.operation());
		}
		if (filter.state() != null) {
			statement.param("state", filter.state().name());
		}
		return read(() -> statement.query((row, index) -> Rows.entry(row)).list());
	}

	static String listing(Filter filter) {
		return LIST + ((filter.operation() != null) ? " and operation = :operation" : "")
				+ ((filter.state() != null) ? " and state = :state" : "")
				+ ((filter.state() != null && !UNLISTED.contains(filter.state())) ? LISTED : "")
				+ " order by id desc limit :size";
	}

	Optional<Instant> oldestWaiting(String operation, Lane lane) {
		return read(() -> this.jdbc.sql(OLDEST)
			.param("operation", operation)
			.param("lane", lane.name())
			.query(Long.class)
			.optional()
			.map(Rows::instant));
	}

	long countOpen() {
		return read(() -> this.jdbc.sql(OPEN).query(Long.class).single());
	}

	List<OpenRequests> countOpenByQueue() {
		return read(() -> this.jdbc.sql(OPEN_BY_QUEUE).query((row, index) -> Rows.open(row)).list());
	}

	/**
	 * Costs a scan of what is open; of more owners than the limit those with the most.
	 */
	Map<String, Long> countOpenByOwner(int limit) {
		return read(() -> this.jdbc.sql(OPEN_BY_OWNER)
			.param("limit", limit)
			.query((row, index) -> Map.entry(row.getString("owner"), row.getLong("open")))
			.list()).stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

	boolean hasClaimable(List<Destination> destinations) {
		long now = Rows.micros(this.clock.instant());
		return read(() -> destinations.stream()
			.anyMatch((destination) -> this.jdbc.sql(CLAIMABLE)
				.param("operation", destination.operation())
				.param("lane", destination.lane().name())
				.param("now", now)
				.query(Long.class)
				.single() > 0));
	}

	List<Unanswered> findUnanswered(String operation, Lane lane, Instant before, int limit) {
		return read(() -> this.jdbc.sql(UNANSWERED)
			.param("operation", operation)
			.param("lane", lane.name())
			.param("before", Rows.micros(before))
			.param("limit", limit)
			.query((row, index) -> Rows.unanswered(row))
			.list());
	}

	Optional<Instant> dispatchAt(RequestId id) {
		return read(() -> this.jdbc.sql(DISPATCH_AT)
			.param("id", id.toString())
			.query(Long.class)
			.optional()
			.map(Rows::instant));
	}

	boolean isPurged(String owner, RequestId id) {
		return read(() -> this.jdbc.sql(PURGED)
			.param("id", id.toString())
			.param("owner", owner)
			.query(Long.class)
			.single() > 0);
	}

	static <T> T read(Supplier<T> query) {
		try {
			return query.get();
		}
		catch (DataAccessException ex) {
			throw new LedgerUnavailableException("Not read", ex);
		}
	}

}
