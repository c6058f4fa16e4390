package io.asyncreply.systema.ledger;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.asyncreply.messages.RequestId;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Every query for batches that changes nothing. Each throws
 * {@link LedgerUnavailableException} if the database cannot be read.
 */
final class BatchReader {

	/** The instance that receives an upload may be gone. */
	private static final String FIND = "select id, owner, lines, refused, refusals, accepted_at, updated_at, "
			+ "case when completed_at is not null then 'COMPLETE' when " + Rows.RECEIVING
			+ " then 'RECEIVING' else 'BROKEN' end as upload from batch where id = :batch and owner = :owner";

	private static final String OF_BATCH = "from request where batch = :batch and batch is not null ";

	/** As the condition of the index. */
	private static final String UNSUCCEEDED = OF_BATCH + "and state <> 'SUCCEEDED' ";

	/** Those that succeeded are what is left: no index lists them. */
	private static final String COUNT = "select state, count(*) as requests " + UNSUCCEEDED
			+ "group by state union all select 'SUCCEEDED', (select count(*) " + OF_BATCH + ") - (select count(*) "
			+ UNSUCCEEDED + ")";

	private static final String LAST = "select " + Rows.ENTRY + " " + UNSUCCEEDED
			+ "and state = :state order by line desc limit 1";

	private static final String STORED = "select line, fingerprint " + OF_BATCH
			+ "and line > :after order by line limit :limit";

	private static final String LENGTHS = "select line, coalesce(length(result), 0) + coalesce(length(error), 0) as bytes "
			+ OF_BATCH + "and line > :after order by line limit :limit";

	private static final String LINES = "select line, " + Rows.ENTRY + " " + OF_BATCH
			+ "and line > :after and line <= :last order by line";

	private static final String BATCH = "batch";

	private static final String AFTER = "after";

	private static final int PAGE = 256;

	/** More is read only if it is a single line. */
	private static final int PAGE_BYTES = 256 * 1024;

	private final JdbcClient jdbc;

	BatchReader(JdbcClient jdbc) {
		this.jdbc = jdbc;
	}

	Optional<Batch> find(String owner, RequestId batch) {
		return LedgerReader.read(() -> this.jdbc.sql(FIND)
			.param(BATCH, batch.toString())
			.param("owner", owner)
			.query((row, index) -> Rows.batch(row))
			.optional());
	}

	/** Reads as many index entries as the batch has requests. */
	Map<State, Long> count(RequestId batch) {
		Map<State, Long> counts = new EnumMap<>(State.class);
		LedgerReader
			.read(() -> this.jdbc.sql(COUNT)
				.param(BATCH, batch.toString())
				.query((row, index) -> Map.entry(State.valueOf(row.getString("state")), row.getLong("requests")))
				.list())
			.stream()
			.filter((count) -> count.getValue() > 0)
			.forEach((count) -> counts.put(count.getKey(), count.getValue()));
		return counts;
	}

	Optional<Entry> last(RequestId batch, State state) {
		return LedgerReader.read(() -> this.jdbc.sql(LAST)
			.param(BATCH, batch.toString())
			.param("state", state.name())
			.query((row, index) -> Rows.entry(row))
			.optional());
	}

	List<StoredLines.Line> stored(RequestId batch, long after, int limit) {
		return LedgerReader.read(() -> this.jdbc.sql(STORED)
			.param(BATCH, batch.toString())
			.param(AFTER, after)
			.param("limit", limit)
			.query((row, index) -> new StoredLines.Line(row.getLong("line"),
					String.valueOf(row.getString("fingerprint"))))
			.list());
	}

	List<BatchLine> read(RequestId batch, long after) {
		return LedgerReader.read(() -> this.jdbc.sql(LINES)
			.param(BATCH, batch.toString())
			.param(AFTER, after)
			.param("last", endOfPage(batch, after))
			.query((row, index) -> new BatchLine(row.getLong("line"), Rows.entry(row)))
			.list());
	}

	private long endOfPage(RequestId batch, long after) {
		List<Map.Entry<Long, Long>> lengths = this.jdbc.sql(LENGTHS)
			.param(BATCH, batch.toString())
			.param(AFTER, after)
			.param("limit", PAGE)
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

}
