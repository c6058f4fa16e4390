package io.asyncreply.systema.ledger.dao;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.LedgerTime;
import io.asyncreply.systema.ledger.sql.BoundStatement;
import io.asyncreply.systema.ledger.sql.WriteSession;

/**
 * Purges and erases requests and batches; a tombstone with id and caller remains.
 */
public final class RetentionDao {

	private static final String ENDED = "not " + RowMappers.OPEN;

	private static final String INSERT_TOMBSTONE_OF_REQUEST = "insert into tombstone (id, owner, purged_at) select id, owner, ? from request "
			+ "where id = ? and owner = ? and " + ENDED + " on conflict do nothing";

	private static final String ERASE = "delete from request where id = ? and owner = ? and " + ENDED;

	private static final String PAGE_END = "select max(id) from (select id from request where id > ? and id < ? "
			+ "order by id limit ?) as page";

	private static final String INSERT_TOMBSTONES_OF_PAGE = "insert into tombstone (id, owner, purged_at) select id, owner, ? from request "
			+ "where id > ? and id <= ? and updated_at <= ? and " + ENDED + " on conflict do nothing";

	private static final String PURGE_PAGE = "delete from request where id > ? and id <= ? and updated_at <= ? and "
			+ ENDED;

	private static final String PURGE_BATCHES = "delete from batch where id %s returning id, owner";

	private static final String PURGEABLE_BATCHES = "select id from batch where updated_at <= ? "
			+ "and not exists (select 1 from request where request.batch = batch.id and request.batch is not null) and not "
			+ RowMappers.RECEIVING + " order by updated_at limit ?";

	private static final String INSERT_TOMBSTONE = "insert into tombstone (id, owner, purged_at) values (?, ?, ?) "
			+ "on conflict do nothing";

	private static final String PURGE_TOMBSTONES = "delete from tombstone where id %s";

	private static final String PURGEABLE_TOMBSTONES = "select id from tombstone where purged_at <= ? order by purged_at limit ?";

	private static final String FIND_TOMBSTONE_OWNER = "select owner from tombstone where id = ?";

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
	 * @param limit the number of rows in the page
	 * @return the last id of this page, empty after the last page
	 */
	public Optional<String> purge(String after, Duration retention, int limit) throws SQLException {
		long before = this.now - LedgerTime.toMicros(retention);
		Optional<String> end = prepare(PAGE_END).add(after)
			.add(RowMappers.lowestIdAt(before))
			.add(limit)
			.list((row) -> Optional.ofNullable(row.getString(1)))
			.get(0);
		if (end.isPresent()) {
			prepare(INSERT_TOMBSTONES_OF_PAGE).add(this.now).add(after).add(end.get()).add(before).update();
			prepare(PURGE_PAGE).add(after).add(end.get()).add(before).update();
		}
		return end;
	}

	/**
	 * Purges batches without requests.
	 * @return the number of purged batches, at most the limit
	 */
	public int purgeBatches(Duration retention, int limit) throws SQLException {
		List<Map.Entry<String, String>> purged = prepare(
				PURGE_BATCHES.formatted(this.session.dialect().inSubquery(PURGEABLE_BATCHES)))
			.add(this.now - LedgerTime.toMicros(retention))
			.add(limit)
			.list((row) -> Map.entry(row.getString("id"), row.getString("owner")));
		for (Map.Entry<String, String> batch : purged) {
			prepare(INSERT_TOMBSTONE).add(batch.getKey()).add(batch.getValue()).add(this.now).update();
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

	/** Finds the caller of a purged request. */
	public Optional<String> findTombstoneOwner(RequestId id) throws SQLException {
		return prepare(FIND_TOMBSTONE_OWNER).add(id).first((row) -> row.getString(1));
	}

	private BoundStatement prepare(String sql) throws SQLException {
		return new BoundStatement(this.session, sql);
	}

}
