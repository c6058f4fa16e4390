package io.asyncreply.systema.ledger.dao;

import java.sql.SQLException;
import java.util.Optional;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.Batch;
import io.asyncreply.systema.ledger.model.BatchDraft;
import io.asyncreply.systema.ledger.sql.BoundStatement;
import io.asyncreply.systema.ledger.sql.WriteSession;
import org.jspecify.annotations.Nullable;

/**
 * The uploads of batches. Whatever an upload writes is conditional: nothing is written
 * for it any more once a later one of the same batch has begun.
 */
public final class BatchDao {

	private static final String INSERT = "insert into batch (id, owner, idempotency_key, upload, instance, lines, refused, "
			+ "accepted_at, updated_at) values (?, ?, ?, 1, ?, 0, 0, ?, ?) "
			+ "on conflict (owner, idempotency_key) where idempotency_key is not null do nothing";

	private static final String BY_KEY = "owner = ? and idempotency_key = ? and idempotency_key is not null";

	private static final String RESTART = "update batch set upload = upload + 1, instance = ?, lines = 0, refused = 0, "
			+ "refusals = null, updated_at = ? where " + BY_KEY + " and completed_at is null returning id, upload";

	private static final String FIND_COMPLETED = "select id, fingerprint from batch where " + BY_KEY
			+ " and fingerprint is not null";

	private static final String WHERE_CURRENT = " where id = ? and upload = ? and completed_at is null";

	private static final String UPDATE_PROGRESS = "update batch set lines = ?, refused = ?, refusals = coalesce(?, refusals), "
			+ "updated_at = ?" + WHERE_CURRENT;

	private static final String COMPLETE = "update batch set completed_at = ?, fingerprint = ?, instance = null"
			+ WHERE_CURRENT;

	private static final String ABORT = "update batch set updated_at = ?, instance = null" + WHERE_CURRENT;

	private final WriteSession session;

	private final long now;

	/**
	 * Makes the table as one transaction sees it.
	 * @param session where the transaction runs
	 * @param now the time of the transaction in microseconds
	 */
	BatchDao(WriteSession session, long now) {
		this.session = session;
		this.now = now;
	}

	/** Stores a batch unless its idempotency key is taken. */
	public boolean insert(BatchDraft batch, String instanceId) throws SQLException {
		return prepare(INSERT).add(batch.id())
			.add(batch.owner())
			.add(batch.key())
			.add(instanceId)
			.add(this.now)
			.add(this.now)
			.update() == 1;
	}

	/** Begins another upload of the batch of this key, unless one was completed. */
	public Optional<UploadId> restart(BatchDraft batch, String instanceId) throws SQLException {
		return prepare(RESTART).add(instanceId)
			.add(this.now)
			.add(batch.owner())
			.add(batch.key())
			.first((row) -> new UploadId(RequestId.of(row.getString("id")), row.getInt("upload")));
	}

	/** Finds the batch of this key that was completed. */
	public Optional<CompletedUpload> findCompleted(BatchDraft batch) throws SQLException {
		return prepare(FIND_COMPLETED).add(batch.owner())
			.add(batch.key())
			.first((row) -> new CompletedUpload(RequestId.of(row.getString("id")), row.getString("fingerprint")));
	}

	/** Writes how far an upload has come, unless it is no longer the latest. */
	public boolean updateProgress(UploadId upload, Batch.BatchProgress batchProgress) throws SQLException {
		return updateIfCurrent(prepare(UPDATE_PROGRESS).add(batchProgress.lines())
			.add(batchProgress.refused())
			.add(batchProgress.refusals())
			.add(this.now), upload);
	}

	public boolean complete(UploadId upload, @Nullable String fingerprint) throws SQLException {
		return updateIfCurrent(prepare(COMPLETE).add(this.now).add(fingerprint), upload);
	}

	public boolean abort(UploadId upload) throws SQLException {
		return updateIfCurrent(prepare(ABORT).add(this.now), upload);
	}

	private static boolean updateIfCurrent(BoundStatement statement, UploadId upload) throws SQLException {
		return statement.add(upload.batch()).add(upload.number()).update() == 1;
	}

	private BoundStatement prepare(String sql) throws SQLException {
		return new BoundStatement(this.session, sql);
	}

	/**
	 * One of the uploads of a batch.
	 *
	 * @param batch the batch
	 * @param number counts from 1
	 */
	public record UploadId(RequestId batch, int number) {

		public boolean isFirst() {
			return this.number == 1;
		}

	}

	/**
	 * A completely stored upload.
	 *
	 * @param batch the id of the batch
	 * @param fingerprint the SHA-256 of the body in hexadecimal digits
	 */
	public record CompletedUpload(RequestId batch, String fingerprint) {

	}

}
