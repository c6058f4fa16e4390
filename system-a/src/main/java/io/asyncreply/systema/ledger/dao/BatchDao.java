package io.asyncreply.systema.ledger.dao;

import java.sql.SQLException;
import java.util.Optional;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.Batch;
import io.asyncreply.systema.ledger.sql.BoundStatement;
import io.asyncreply.systema.ledger.sql.RowStatement;
import io.asyncreply.systema.ledger.sql.WriteSession;
import org.jspecify.annotations.Nullable;

/**
 * Inserts and updates batches. Each update is conditional: it changes nothing once a
 * later upload of the same batch has begun.
 */
public final class BatchDao {

	private static final String INSERT = RowStatement.insertIf(
			"batch (id, owner, idempotency_key, upload, instance, lines, refused, accepted_at, updated_at)",
			"{id text}, {owner text}, {idempotency_key text}, 1, {instance text}, 0, 0, {accepted_at bigint}, "
					+ "{updated_at bigint}",
			RowMappers.KEY_NOT_PURGED)
			+ " on conflict (owner, idempotency_key) where idempotency_key is not null do nothing";

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
	 * Creates the DAO of one transaction.
	 * @param session the session of the transaction
	 * @param now the time of the transaction in microseconds since the epoch
	 */
	BatchDao(WriteSession session, long now) {
		this.session = session;
		this.now = now;
	}

	/**
	 * Inserts a batch unless its idempotency key is in use or was that of a purged batch.
	 */
	public boolean insert(Batch.BatchDraft batch, String instanceId) throws SQLException {
		return prepare(INSERT).add(batch.id())
			.add(batch.owner())
			.add(batch.keyHash())
			.add(instanceId)
			.add(this.now)
			.add(this.now)
			.add(batch.owner())
			.add(batch.keyHash())
			.update() == 1;
	}

	/** Starts another upload of the batch of a key, unless the batch is complete. */
	public Optional<UploadId> restart(Batch.BatchDraft batch, String instanceId) throws SQLException {
		return prepare(RESTART).add(instanceId)
			.add(this.now)
			.add(batch.owner())
			.add(batch.keyHash())
			.first((row) -> new UploadId(RequestId.of(row.getString("id")), row.getInt("upload")));
	}

	/** Finds the completed batch of an idempotency key. */
	public Optional<CompletedBatch> findCompleted(Batch.BatchDraft batch) throws SQLException {
		return prepare(FIND_COMPLETED).add(batch.owner())
			.add(batch.keyHash())
			.first((row) -> new CompletedBatch(RequestId.of(row.getString("id")), row.getString("fingerprint")));
	}

	/** Writes the progress of an upload if it is the latest one. */
	public boolean updateProgress(UploadId upload, Batch.BatchProgress batchProgress) throws SQLException {
		return updateIfCurrent(prepare(UPDATE_PROGRESS).add(batchProgress.lines())
			.add(batchProgress.refused())
			.add(batchProgress.refusals())
			.add(this.now), upload);
	}

	/** Marks the batch as complete if the upload is the latest one. */
	public boolean complete(UploadId upload, @Nullable String fingerprint) throws SQLException {
		return updateIfCurrent(prepare(COMPLETE).add(this.now).add(fingerprint), upload);
	}

	/** Marks the batch as broken off if the upload is the latest one. */
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
	 * Identifies an upload of a batch.
	 *
	 * @param batch the batch
	 * @param number the number of the upload, counted from 1
	 */
	public record UploadId(RequestId batch, int number) {

		public boolean isFirst() {
			return this.number == 1;
		}

	}

	/**
	 * A batch that was uploaded completely.
	 *
	 * @param batch its id
	 * @param fingerprint the SHA-256 of the uploaded body
	 */
	public record CompletedBatch(RequestId batch, String fingerprint) {

	}

}
