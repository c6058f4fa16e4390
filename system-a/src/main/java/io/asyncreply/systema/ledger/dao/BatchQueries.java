package io.asyncreply.systema.ledger.dao;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.Batch;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads batches. Each method throws {@link LedgerUnavailableException} if the database
 * cannot be read.
 */
public final class BatchQueries {

	/** An upload is broken off if its instance is no longer registered. */
	private static final String FIND = "select id, owner, lines, refused, refusals, accepted_at, updated_at, "
			+ "case when completed_at is not null then 'COMPLETE' when " + RowMappers.RECEIVING
			+ " then 'RECEIVING' else 'BROKEN' end as upload from batch where id = :batch and owner = :owner";

	private static final String FROM_BATCH = "from request where batch = :batch and batch is not null ";

	/** Repeats the condition of the index. */
	private static final String UNSUCCEEDED = FROM_BATCH + "and state <> 'SUCCEEDED' ";

	/**
	 * Succeeded requests are in no index, so that they are the total minus the others.
	 */
	private static final String COUNT = "select state, count(*) as requests " + UNSUCCEEDED
			+ "group by state union all select 'SUCCEEDED', (select count(*) " + FROM_BATCH + ") - (select count(*) "
			+ UNSUCCEEDED + ")";

	private static final String LAST_IN_STATE = "select " + RowMappers.REQUEST_COLUMNS + " " + UNSUCCEEDED
			+ "and state = :state order by line desc limit 1";

	private static final String STORED_LINES = "select line, fingerprint " + FROM_BATCH
			+ "and line > :after order by line limit :limit";

	private static final String LINE_LENGTHS = "select line, coalesce(length(result), 0) + coalesce(length(error), 0) as bytes "
			+ FROM_BATCH + "and line > :after order by line limit :limit";

	private static final String LINES_WITH_REQUESTS = "select line, " + RowMappers.REQUEST_COLUMNS + " " + FROM_BATCH
			+ "and line > :after and line <= :last order by line";

	private static final String BATCH_PARAMETER = "batch";

	private static final String AFTER_PARAMETER = "after";

	private static final int PAGE_LINES = 256;

	/** A page has more bytes only if it has a single line. */
	private static final int PAGE_BYTES = 256 * 1024;

	private final JdbcClient jdbc;

	public BatchQueries(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	/** Finds a batch of a caller. */
	public Optional<Batch> find(String owner, RequestId batch) {
		return RequestQueries.read(() -> this.jdbc.sql(FIND)
			.param(BATCH_PARAMETER, batch.toString())
			.param("owner", owner)
			.query((row, index) -> RowMappers.batch(row))
			.optional());
	}

	/** Counts the requests by state; reads one index entry per request. */
	public Map<RequestState, Long> countByState(RequestId batch) {
		Map<RequestState, Long> counts = new EnumMap<>(RequestState.class);
		RequestQueries
			.read(() -> this.jdbc.sql(COUNT)
				.param(BATCH_PARAMETER, batch.toString())
				.query((row, index) -> Map.entry(RequestState.valueOf(row.getString("state")), row.getLong("requests")))
				.list())
			.stream()
			.filter((count) -> count.getValue() > 0)
			.forEach((count) -> counts.put(count.getKey(), count.getValue()));
		return counts;
	}

	/** Finds the request with the highest line in a state other than SUCCEEDED. */
	public Optional<StoredRequest> findLast(RequestId batch, RequestState state) {
		return RequestQueries.read(() -> this.jdbc.sql(LAST_IN_STATE)
			.param(BATCH_PARAMETER, batch.toString())
			.param("state", state.name())
			.query((row, index) -> RowMappers.storedRequest(row))
			.optional());
	}

	/** Reads the fingerprints of the next lines. */
	public List<StoredLine> findStoredLines(RequestId batch, long after, int limit) {
		return RequestQueries.read(() -> this.jdbc.sql(STORED_LINES)
			.param(BATCH_PARAMETER, batch.toString())
			.param(AFTER_PARAMETER, after)
			.param("limit", limit)
			.query((row, index) -> new StoredLine(row.getLong("line"), String.valueOf(row.getString("fingerprint"))))
			.list());
	}

	/** Reads a page of requests: at most 256 lines, and about 256 KiB. */
	public List<Batch.BatchLine> readLines(RequestId batch, long after) {
		return RequestQueries.read(() -> this.jdbc.sql(LINES_WITH_REQUESTS)
			.param(BATCH_PARAMETER, batch.toString())
			.param(AFTER_PARAMETER, after)
			.param("last", findPageEnd(batch, after))
			.query((row, index) -> new Batch.BatchLine(row.getLong("line"), RowMappers.storedRequest(row)))
			.list());
	}

	private long findPageEnd(RequestId batch, long after) {
		List<Map.Entry<Long, Long>> lengths = this.jdbc.sql(LINE_LENGTHS)
			.param(BATCH_PARAMETER, batch.toString())
			.param(AFTER_PARAMETER, after)
			.param("limit", PAGE_LINES)
			.query((row, index) -> Map.entry(row.getLong("line"), row.getLong("bytes")))
			.list();
		long end = after;
		long bytes = 0;
		for (Map.Entry<Long, Long> line : lengths) {
			bytes += line.getValue();
			if (end > after && bytes > PAGE_BYTES) {
				return end;
			}
			end = line.getKey();
		}
		return end;
	}

	/**
	 * A line that an earlier upload has stored.
	 *
	 * @param number its number, counted from 1
	 * @param fingerprint the SHA-256 of its bytes
	 */
	public record StoredLine(long number, String fingerprint) {

	}

}
