package io.asyncreply.systema.ledger.batch;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.systema.ledger.RequestAcceptor;
import io.asyncreply.systema.ledger.admission.BacklogLimiter;
import io.asyncreply.systema.ledger.admission.RequestRejectedException;
import io.asyncreply.systema.ledger.commit.LedgerTemplate;
import io.asyncreply.systema.ledger.dao.BatchDao;
import io.asyncreply.systema.ledger.dao.BatchQueries;
import io.asyncreply.systema.ledger.dao.LedgerTransaction;
import io.asyncreply.systema.ledger.dao.SubmissionDao;
import io.asyncreply.systema.ledger.model.Batch;
import io.asyncreply.systema.ledger.model.IdempotencyKeyPurgedException;
import io.asyncreply.systema.ledger.model.InstanceId;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.jspecify.annotations.Nullable;

/**
 * Writes chunks of uploads through the ledger writer. At most two chunks are queued there
 * at the same time, and a pause follows each chunk while interactive requests arrive, so
 * other changes wait only briefly.
 */
public final class BatchWriter {

	/** One chunk is queued while the other one is being committed. */
	private static final int MAX_CONCURRENT_CHUNKS = 2;

	private final LedgerTemplate ledgerTemplate;

	private final RequestAcceptor requestAcceptor;

	private final BatchQueries batchQueries;

	private final BacklogLimiter backlogLimiter;

	private final InstanceId instanceId;

	private final AsyncSemaphore chunkSemaphore;

	public BatchWriter(LedgerTemplate ledgerTemplate, RequestAcceptor requestAcceptor, BatchQueries batchQueries,
			BacklogLimiter backlogLimiter, InstanceId instanceId) {
		this.ledgerTemplate = ledgerTemplate;
		this.requestAcceptor = requestAcceptor;
		this.batchQueries = batchQueries;
		this.backlogLimiter = backlogLimiter;
		this.instanceId = instanceId;
		this.chunkSemaphore = new AsyncSemaphore(MAX_CONCURRENT_CHUNKS, backlogLimiter.bulkThrottle()::pauseAfter);
	}

	/**
	 * Starts an upload, unless an upload of the same batch has been completed.
	 * @return completed after the commit; or with {@link LedgerUnavailableException}, or
	 * with {@link IdempotencyKeyPurgedException} if the batch was purged
	 */
	CompletableFuture<UploadStart> startUpload(Batch.BatchDraft batch) {
		return this.ledgerTemplate.write((ledgerTransaction) -> startUpload(ledgerTransaction, batch))
			.thenApply((start) -> start.orElseThrow(IdempotencyKeyPurgedException::new));
	}

	BacklogLimiter.Reservation reserve(NewRequest request) {
		try {
			return this.backlogLimiter.reserve(request);
		}
		catch (RequestRejectedException ex) {
			throw this.backlogLimiter.countRejection(ex);
		}
	}

	/** Returns the most lines of the next chunk. */
	int chunkLines() {
		return this.backlogLimiter.bulkThrottle().chunkLines();
	}

	/** Releases the reservation of a line that will not be stored. */
	void release(ReservedLine reservedLine) {
		reservedLine.reservation().release();
	}

	/**
	 * Stores a chunk in one transaction.
	 * @param upload the id of the upload
	 * @param lines the lines of the chunk
	 * @param batchProgress the progress after the chunk
	 * @return completed after the commit, or with {@link LedgerUnavailableException} or
	 * {@link UploadSupersededException}
	 */
	CompletableFuture<Void> store(BatchDao.UploadId upload, List<ReservedLine> lines,
			Batch.BatchProgress batchProgress) {
		return this.chunkSemaphore
			.execute(() -> this.ledgerTemplate
				.write((ledgerTransaction) -> store(ledgerTransaction, upload, lines, batchProgress)))
			.whenComplete(
					(stored, failure) -> completeReservations(lines, (stored != null) ? stored : Optional.empty()))
			.thenAccept((stored) -> requireCurrent(stored.isPresent()));
	}

	/** Marks an upload as complete. */
	CompletableFuture<Void> complete(BatchDao.UploadId upload, Batch.BatchProgress batchProgress,
			@Nullable String fingerprint) {
		return this.ledgerTemplate
			.write((ledgerTransaction) -> ledgerTransaction.batches().updateProgress(upload, batchProgress)
					&& ledgerTransaction.batches().complete(upload, fingerprint))
			.thenAccept(BatchWriter::requireCurrent);
	}

	/** Marks an upload as broken, and retries until the commit succeeds. */
	void abort(BatchDao.UploadId upload) {
		this.ledgerTemplate.writeUntilCommitted((ledgerTransaction) -> ledgerTransaction.batches().abort(upload));
	}

	/** Returns empty if the batch with the idempotency key was purged. */
	private Optional<UploadStart> startUpload(LedgerTransaction ledgerTransaction, Batch.BatchDraft batch)
			throws SQLException {
		BatchDao batches = ledgerTransaction.batches();
		if (batches.insert(batch, this.instanceId.value())) {
			return Optional.of(started(new BatchDao.UploadId(batch.id(), 1)));
		}
		Optional<BatchDao.UploadId> restarted = batches.restart(batch, this.instanceId.value());
		if (restarted.isPresent()) {
			return restarted.map(this::started);
		}
		Optional<BatchDao.CompletedBatch> completed = batches.findCompleted(batch);
		if (completed.isEmpty() && !ledgerTransaction.retention().isKeyPurged(batch.owner(), batch.keyHash())) {
			throw new SQLException("The batch with the idempotency key was deleted meanwhile");
		}
		return completed.map((found) -> new UploadStart.AlreadyCompleted(found.batch(), found.fingerprint()));
	}

	private UploadStart started(BatchDao.UploadId upload) {
		return new UploadStart.Started(new BatchUpload(this, upload,
				upload.isFirst() ? null : new StoredLineCursor(this.batchQueries, upload.batch())));
	}

	/** Returns the stored requests, empty if a later upload of the batch has started. */
	private Optional<List<StoredRequest>> store(LedgerTransaction ledgerTransaction, BatchDao.UploadId upload,
			List<ReservedLine> lines, Batch.BatchProgress batchProgress) throws SQLException {
		if (!ledgerTransaction.batches().updateProgress(upload, batchProgress)) {
			return Optional.empty();
		}
		List<StoredRequest> requests = new ArrayList<>(lines.size());
		for (ReservedLine reservedLine : lines) {
			SubmissionDao.BatchPosition position = new SubmissionDao.BatchPosition(upload.batch(),
					reservedLine.number(), reservedLine.fingerprint());
			StoredRequest stored = this.requestAcceptor.store(ledgerTransaction, reservedLine.request(),
					reservedLine.reservation(), position);
			if (stored == null) {
				throw new SQLException("The id " + reservedLine.request().id() + " exists already");
			}
			requests.add(stored);
		}
		return Optional.of(requests);
	}

	private void completeReservations(List<ReservedLine> lines, Optional<List<StoredRequest>> stored) {
		for (int i = 0; i < lines.size(); i++) {
			this.requestAcceptor.complete(lines.get(i).reservation(), stored.isPresent() ? stored.get().get(i) : null);
		}
	}

	private static void requireCurrent(boolean current) {
		if (!current) {
			throw new UploadSupersededException();
		}
	}

	/**
	 * A line and the reservation of its request.
	 *
	 * @param number the line number, counted from 1
	 * @param fingerprint the SHA-256 of the line, null without an idempotency key
	 * @param request the request of the line
	 * @param reservation the room of the request in the backlog and the dispatch buffer
	 */
	record ReservedLine(long number, @Nullable String fingerprint, NewRequest request,
			BacklogLimiter.Reservation reservation) {

	}

}
