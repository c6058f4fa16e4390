package io.asyncreply.systema.ledger.dao;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.LedgerTime;
import io.asyncreply.systema.ledger.sql.BoundStatement;
import io.asyncreply.systema.ledger.sql.WriteSession;
import org.jspecify.annotations.Nullable;

/**
 * Purges and erases requests and batches; a tombstone with id, caller and the hash of the
 * idempotency key remains.
 */
public final class RetentionDao {

	private static final String ENDED = "not " + RowMappers.OPEN;

	private static final String INSERT_TOMBSTONES = "insert into tombstone (id, owner, purged_at, idempotency_key) "
			+ "select id, owner, ?, idempotency_key from request ";

	private static final String INSERT_TOMBSTONE_OF_REQUEST = INSERT_TOMBSTONES + "where id = ? and owner = ? and "
			+ ENDED + " on conflict do nothing";

	private static final String ERASE = "delete from request where id = ? and owner = ? and " + ENDED;

	/**
	 * Ends a page early whose texts are long, because each of their bytes is overwritten.
	 */
	private static final String PAGE_END = "select max(id) from (select id, sum(bytes) over (order by id) - bytes as preceding "
			+ "from (select id, coalesce(octet_length(payload), 0) + coalesce(octet_length(result), 0) as bytes "
			+ "from request where id > ? and id < ? order by id limit ?) as page_row) as page where preceding < ?";

	private static final String INSERT_TOMBSTONES_OF_PAGE = INSERT_TOMBSTONES
			+ "where id > ? and id <= ? and updated_at <= ? and " + ENDED + " on conflict do nothing";

	private static final String PURGE_PAGE = "delete from request where id > ? and id <= ? and updated_at <= ? and "
			+ ENDED;

	private static final String PURGE_BATCHES = "delete from batch where id %s returning id, owner, idempotency_key";

	private static final String PURGEABLE_BATCHES = "select id from batch where updated_at <= ? "
			+ "and not exists (select 1 from request where request.batch = batch.id and request.batch is not null) and not "
			+ RowMappers.RECEIVING + " order by updated_at limit ?";

	private static final String INSERT_TOMBSTONE = "insert into tombstone (id, owner, purged_at, idempotency_key) "
			+ "values (?, ?, ?, ?) on conflict do nothing";

	private static final String PURGE_TOMBSTONES = "delete from tombstone where id %s";

	private static final String PURGEABLE_TOMBSTONES = "select id from tombstone where purged_at <= ? order by purged_at limit ?";

	private static final String FIND_TOMBSTONE_OF_KEY = "select id from tombstone where owner = ? "
			+ "and idempotency_key = ? and idempotency_key is not null";

	private static final String FIND_TOMBSTONE_OWNER = "select owner from tombstone where id = ?";

	/** 4 MiB, which a commit writes without delaying others noticeably. */
	private static final long MAX_PAGE_BYTES = 4L << 20;

	private final WriteSession session;

	private final long now;

	/**
	 * Creates the DAO of one transaction.
	 * @param session the session of the transaction
	 * @param now the time of the transaction in microseconds since the epoch
	 */
	RetentionDao(WriteSession session, long now) {
		this.session = session;
		this.now = now;
	}

	/** Erases a request in a terminal state. */
	public boolean erase(String owner, RequestId id) throws SQLException {
		prepare(INSERT_TOMBSTONE_OF_REQUEST).add(this.now).add(id).add(owner).update();
		return prepare(ERASE).add(id).add(owner).update() == 1;
	}

	/**
	 * Purges a page of requests in the order of their ids, which is the order of their
	 * acceptance.
	 * @param after the last id of the previous page
	 * @param retention the time that a request is kept after its last change
	 * @param limit the maximum number of rows in the page
	 * @return the page; it has fewer rows if their texts have more than 4 MiB
	 */
	public PurgedPage purge(String after, Duration retention, int limit) throws SQLException {
		long before = this.now - LedgerTime.toMicros(retention);
		String end = prepare(PAGE_END).add(after)
			.add(RowMappers.lowestIdAt(before))
			.add(limit)
			.add(MAX_PAGE_BYTES)
			.list((row) -> Optional.ofNullable(row.getString(1)))
			.get(0)
			.orElse(null);
		if (end == null) {
			return new PurgedPage(null, 0);
		}
		prepare(INSERT_TOMBSTONES_OF_PAGE).add(this.now).add(after).add(end).add(before).update();
		return new PurgedPage(end, prepare(PURGE_PAGE).add(after).add(end).add(before).update());
	}

	/**
	 * Purges batches without requests.
	 * @return the number of purged batches, at most the limit
	 */
	public int purgeBatches(Duration retention, int limit) throws SQLException {
		List<PurgedBatch> purged = prepare(
				PURGE_BATCHES.formatted(this.session.dialect().inSubquery(PURGEABLE_BATCHES)))
			.add(this.now - LedgerTime.toMicros(retention))
			.add(limit)
			.list((row) -> new PurgedBatch(row.getString("id"), row.getString("owner"),
					row.getString("idempotency_key")));
		for (PurgedBatch batch : purged) {
			prepare(INSERT_TOMBSTONE).add(batch.id()).add(batch.owner()).add(this.now).add(batch.keyHash()).update();
		}
		return purged.size();
	}

	/** Purges tombstones; returns their number, at most the limit. */
	public int purgeTombstones(Duration retention, int limit) throws SQLException {
		return prepare(PURGE_TOMBSTONES.formatted(this.session.dialect().inSubquery(PURGEABLE_TOMBSTONES)))
			.add(this.now - LedgerTime.toMicros(retention))
			.add(limit)
			.update();
	}

	/** Whether a purged or erased request or batch of a caller had a key. */
	public boolean isKeyPurged(String owner, @Nullable String keyHash) throws SQLException {
		return keyHash != null && prepare(FIND_TOMBSTONE_OF_KEY).add(owner)
			.add(keyHash)
			.first((row) -> row.getString("id"))
			.isPresent();
	}

	/** Finds the caller of a purged request. */
	public Optional<String> findTombstoneOwner(RequestId id) throws SQLException {
		return prepare(FIND_TOMBSTONE_OWNER).add(id).first((row) -> row.getString(1));
	}

	private BoundStatement prepare(String sql) throws SQLException {
		return new BoundStatement(this.session, sql);
	}

	/**
	 * A page of requests after the purge.
	 *
	 * @param end the last id of the page, null after the last page
	 * @param purged the number of purged requests
	 */
	public record PurgedPage(@Nullable String end, int purged) {

	}

	private record PurgedBatch(String id, String owner, @Nullable String keyHash) {

	}

}
