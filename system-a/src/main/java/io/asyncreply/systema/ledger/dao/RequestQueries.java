package io.asyncreply.systema.ledger.dao;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.systema.ledger.model.InFlightRequest;
import io.asyncreply.systema.ledger.model.LedgerTime;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.ledger.model.OpenRequestCount;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads requests through the connection pool of the readers; no cursor stays open longer
 * than the read of a page. Each method throws {@link LedgerUnavailableException} if the
 * database cannot be read.
 */
public final class RequestQueries {

	private static final String FIND = "select " + RowMappers.COLUMNS_WITHOUT_LONG_RESULT
			+ " from request where id = :id and owner = :owner";

	private static final String FIND_BY_ID = "select " + RowMappers.COLUMNS_WITHOUT_LONG_RESULT
			+ " from request where id = :id";

	private static final String FIND_RESULT = "select result from request where id = :id and owner = :owner "
			+ "and result is not null";

	private static final String OLDEST_WAITING = "select accepted_at from request where operation = :operation and lane = :lane "
			+ "and state in ('ACCEPTED', 'QUEUED') order by accepted_at limit 1";

	private static final String COUNT_OPEN = "select count(*) from request where " + RowMappers.OPEN;

	private static final String COUNT_OPEN_BY_QUEUE = "select operation, lane, count(*) as open from request where "
			+ RowMappers.OPEN + " group by operation, lane";

	/** Finds the next operation of an open request, by two partial indexes. */
	private static final String NEXT_OPEN_OPERATION = "select min(operation) from ("
			+ "select min(operation) as operation from request where operation > :after and state in ('ACCEPTED', 'QUEUED') "
			+ "union all select min(operation) from request where operation > :after and state in ('QUEUED', 'RUNNING')"
			+ ") as following";

	private static final String COUNT_OPEN_BY_OWNER = "select owner, count(*) as open from request where "
			+ RowMappers.OPEN + " group by owner order by open desc limit :limit";

	private static final String CLAIMABLE = "select count(*) from (select 1 from request where operation = :operation "
			+ "and lane = :lane and dispatch_at is not null and dispatch_at <= :now limit 1) as due";

	private static final String FIND_IN_FLIGHT = "select id, attempt, sent_at, republished from request where operation = :operation "
			+ "and sent_lane = :lane and sent_at < :before and state in ('QUEUED', 'RUNNING') and dispatch_at is null "
			+ "order by sent_at limit :limit";

	private static final String DISPATCH_AT = "select case state when 'ACCEPTED' then dispatch_at end "
			+ "from request where id = :id";

	private static final String PURGED = "select count(*) from tombstone where id = :id and owner = :owner";

	private final JdbcClient jdbc;

	private final Clock clock;

	public RequestQueries(JdbcClient jdbc, Clock clock) {
		this.jdbc = jdbc;
		this.clock = clock;
	}

	public Optional<StoredRequest> find(String owner, RequestId id) {
		return read(() -> this.jdbc.sql(FIND)
			.param("id", id.toString())
			.param("owner", owner)
			.query((row, index) -> RowMappers.storedRequest(row))
			.optional());
	}

	public Optional<StoredRequest> find(RequestId id) {
		return read(() -> this.jdbc.sql(FIND_BY_ID)
			.param("id", id.toString())
			.query((row, index) -> RowMappers.storedRequest(row))
			.optional());
	}

	/** Finds the result of a request that succeeded. */
	public Optional<RawJson> findResult(String owner, RequestId id) {
		return read(() -> this.jdbc.sql(FIND_RESULT)
			.param("id", id.toString())
			.param("owner", owner)
			.query((row, index) -> RawJson.of(row.getBytes("result")))
			.optional());
	}

	public Optional<Instant> findOldestWaiting(String operation, Lane lane) {
		return read(() -> this.jdbc.sql(OLDEST_WAITING)
			.param("operation", operation)
			.param("lane", lane.name())
			.query(Long.class)
			.optional()
			.map(LedgerTime::fromMicros));
	}

	public long countOpen() {
		return read(() -> this.jdbc.sql(COUNT_OPEN).query(Long.class).single());
	}

	public List<OpenRequestCount> countOpenByQueue() {
		return read(
				() -> this.jdbc.sql(COUNT_OPEN_BY_QUEUE).query((row, index) -> RowMappers.openRequests(row)).list());
	}

	/** Finds the operations of all open requests, with one short search for each. */
	public List<String> findOpenOperations() {
		List<String> operations = new ArrayList<>();
		String next = findNextOpenOperation("");
		while (next != null) {
			operations.add(next);
			next = findNextOpenOperation(next);
		}
		return operations;
	}

	/**
	 * Counts the open requests of each caller, which reads all of them. If there are more
	 * callers than the limit, those with the most open requests are counted.
	 */
	public Map<String, Long> countOpenByOwner(int limit) {
		return read(() -> this.jdbc.sql(COUNT_OPEN_BY_OWNER)
			.param("limit", limit)
			.query((row, index) -> Map.entry(row.getString("owner"), row.getLong("open")))
			.list()).stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

	public boolean hasClaimable(List<RequestQueue> queues) {
		long now = LedgerTime.toMicros(this.clock.instant());
		return read(() -> queues.stream()
			.anyMatch((queue) -> this.jdbc.sql(CLAIMABLE)
				.param("operation", queue.operation())
				.param("lane", queue.lane().name())
				.param("now", now)
				.query(Long.class)
				.single() > 0));
	}

	public List<InFlightRequest> findInFlight(String operation, Lane lane, Instant before, int limit) {
		return read(() -> this.jdbc.sql(FIND_IN_FLIGHT)
			.param("operation", operation)
			.param("lane", lane.name())
			.param("before", LedgerTime.toMicros(before))
			.param("limit", limit)
			.query((row, index) -> RowMappers.inFlightRequest(row))
			.list());
	}

	public Optional<Instant> findDispatchTime(RequestId id) {
		return read(() -> this.jdbc.sql(DISPATCH_AT)
			.param("id", id.toString())
			.query(Long.class)
			.optional()
			.map(LedgerTime::fromMicros));
	}

	public boolean isPurged(String owner, RequestId id) {
		return read(() -> this.jdbc.sql(PURGED)
			.param("id", id.toString())
			.param("owner", owner)
			.query(Long.class)
			.single() > 0);
	}

	private @Nullable String findNextOpenOperation(String after) {
		return read(() -> this.jdbc.sql(NEXT_OPEN_OPERATION)
			.param("after", after)
			.query(String.class)
			.optional()
			.orElse(null));
	}

	static <T> T read(Supplier<T> query) {
		try {
			return query.get();
		}
		catch (DataAccessException ex) {
			throw new LedgerUnavailableException("The ledger cannot be read", ex);
		}
	}

}
