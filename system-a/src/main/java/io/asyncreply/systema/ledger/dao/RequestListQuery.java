package io.asyncreply.systema.ledger.dao;

import java.util.List;
import java.util.Set;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.RequestFilter;
import io.asyncreply.systema.ledger.model.RequestSlice;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Lists the requests of a caller, newest first. A call looks at no more than 5,000 rows
 * and reads at most 1 MiB of results and errors, or a single longer row. It finds ids and
 * lengths first, because the PostgreSQL driver reads all rows of a query at once.
 */
public final class RequestListQuery {

	/** Most rows that one call looks at, whether they match or not. */
	static final int MAX_ROWS = 5_000;

	/** A page has more bytes only if it has a single row. */
	private static final long MAX_BYTES = 1024 * 1024;

	/** Repeats the condition of the index, which has no state that all requests pass. */
	private static final String WHERE_INDEXED = "owner = :owner and state = :state and state <> 'ACCEPTED' "
			+ "and state <> 'SUCCEEDED' and ";

	private static final Set<RequestState> STATES_WITHOUT_INDEX = Set.of(RequestState.ACCEPTED, RequestState.SUCCEEDED);

	private static final String ERROR_LENGTH = "coalesce(length(error), 0)";

	/** A text that is less than every id. */
	private static final String LOWEST_ID = "";

	/** A text that is greater than every id. */
	private static final String HIGHEST_ID = "g";

	private final JdbcClient jdbc;

	public RequestListQuery(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/**
	 * Reads a page.
	 * @param owner the caller
	 * @param filter which requests, and the size of the page
	 * @return the page, which can be empty although there are more
	 * @throws io.asyncreply.systema.ledger.model.LedgerUnavailableException if the
	 * database cannot be read
	 */
	public RequestSlice read(String owner, RequestFilter filter) {
		return RequestQueries.read(() -> {
			String lastLookedAt = findLastLookedAt(owner, filter);
			List<RowLength> matches = findMatches(owner, filter, (lastLookedAt != null) ? lastLookedAt : LOWEST_ID);
			int count = countFitting(matches, filter.size());
			String end = (count > 0) ? matches.get(count - 1).id() : null;
			return new RequestSlice((end != null) ? readRows(owner, filter, end) : List.of(),
					toNext((count < matches.size()) ? end : lastLookedAt));
		});
	}

	/** Finds the last row of a full look; null if fewer rows are left. */
	private @Nullable String findLastLookedAt(String owner, RequestFilter filter) {
		String candidates = isIndexed(filter) ? WHERE_INDEXED : "";
		return bind("select id from request where " + candidates + "id < :before order by id desc limit 1 offset :rows",
				isIndexed(filter) ? owner : null, isIndexed(filter) ? filter.state() : null, filter)
			.param("rows", MAX_ROWS - 1)
			.query(String.class)
			.optional()
			.orElse(null);
	}

	private List<RowLength> findMatches(String owner, RequestFilter filter, String from) {
		String length = filter.withResults() ? "coalesce(length(result), 0) + " + ERROR_LENGTH : ERROR_LENGTH;
		return select("id, " + length + " as bytes", owner, filter, from).param("size", filter.size() + 1)
			.query((row, index) -> new RowLength(row.getString("id"), row.getLong("bytes")))
			.list();
	}

	private List<StoredRequest> readRows(String owner, RequestFilter filter, String from) {
		return select(filter.withResults() ? RowMappers.REQUEST_COLUMNS : RowMappers.COLUMNS_WITHOUT_RESULT, owner,
				filter, from)
			.param("size", filter.size())
			.query((row, index) -> RowMappers.storedRequest(row))
			.list();
	}

	/**
	 * Builds the SQL that selects the rows of a page.
	 * @param columns the columns
	 * @param filter which requests
	 * @return the SQL
	 */
	public static String sql(String columns, RequestFilter filter) {
		return "select " + columns + " from request where "
				+ (isIndexed(filter) ? WHERE_INDEXED : "owner = :owner and ")
				+ ((filter.state() != null && !isIndexed(filter)) ? "state = :state and " : "")
				+ ((filter.operation() != null) ? "operation = :operation and " : "")
				+ "id < :before and id >= :from order by id desc limit :size";
	}

	private JdbcClient.StatementSpec select(String columns, String owner, RequestFilter filter, String from) {
		JdbcClient.StatementSpec statement = bind(sql(columns, filter), owner, filter.state(), filter).param("from",
				from);
		return (filter.operation() != null) ? statement.param("operation", filter.operation()) : statement;
	}

	private JdbcClient.StatementSpec bind(String sql, @Nullable String owner, @Nullable RequestState state,
			RequestFilter filter) {
		RequestId before = filter.before();
		JdbcClient.StatementSpec statement = this.jdbc.sql(sql)
			.param("before", (before != null) ? before.toString() : HIGHEST_ID);
		if (owner != null) {
			statement.param("owner", owner);
		}
		return (state != null) ? statement.param("state", state.name()) : statement;
	}

	private static boolean isIndexed(RequestFilter filter) {
		return filter.state() != null && !STATES_WITHOUT_INDEX.contains(filter.state());
	}

	private static int countFitting(List<RowLength> matches, int size) {
		int count = 0;
		long bytes = 0;
		for (RowLength match : matches) {
			bytes += match.bytes();
			if (count == size || (count > 0 && bytes > MAX_BYTES)) {
				return count;
			}
			count++;
		}
		return count;
	}

	private static @Nullable RequestId toNext(@Nullable String id) {
		return (id != null) ? RequestId.of(id) : null;
	}

	/**
	 * Length of what a row adds to a page.
	 *
	 * @param id the request
	 * @param bytes length in bytes
	 */
	private record RowLength(String id, long bytes) {

	}

}
