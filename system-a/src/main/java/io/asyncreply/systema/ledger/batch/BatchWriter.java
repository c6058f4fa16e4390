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
import io.asyncreply.systema.ledger.dao.RequestDao;
import io.asyncreply.systema.ledger.model.Batch;
import io.asyncreply.systema.ledger.model.InstanceId;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.StoredRequest;
import org.jspecify.annotations.Nullable;

/**
 * Writes the lines of uploads a chunk at a time through the ledger's writer, of which no
 * more than a few wait there at once, and none for a while after one that met single
 * requests: so that nobody waits long behind them.
 */
public final class BatchWriter {

	/** While one chunk is being committed the next one waits for it. */
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

	/** Begins an upload, unless one of the same batch was completed. */
	CompletableFuture<UploadStart> startUpload(Batch.BatchDraft batch) {
		return this.ledgerTemplate.write((ledgerTransaction) -> startUpload(ledgerTransaction.batches(), batch));
	}

	BacklogLimiter.Reservation reserve(NewRequest request) {
		try {
			return this.backlogLimiter.reserve(request);
		}
		catch (RequestRejectedException ex) {
			throw this.backlogLimiter.countRejection(ex);
		}
	}

	/** Tells how many lines are stored at once. */
	int chunkLines() {
		return this.backlogLimiter.bulkThrottle().chunkLines();
	}

	/** Lets go of a line that will not be stored. */
	void release(ReservedLine reservedLine) {
		reservedLine.reservation().release();
	}

	/**
	 * Stores lines that have entered, all or none.
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

	/** Writes that all lines of an upload are stored. */
	CompletableFuture<Void> complete(BatchDao.UploadId upload, Batch.BatchProgress batchProgress,
			@Nullable String fingerprint) {
		return this.ledgerTemplate
			.write((ledgerTransaction) -> ledgerTransaction.batches().updateProgress(upload, batchProgress)
					&& ledgerTransaction.batches().complete(upload, fingerprint))
			.thenAccept(BatchWriter::requireCurrent);
	}

	/** Writes that an upload has ended too early, however long that takes. */
	void abort(BatchDao.UploadId upload) {
		this.ledgerTemplate.writeUntilCommitted((ledgerTransaction) -> ledgerTransaction.batches().abort(upload));
	}

	private UploadStart startUpload(BatchDao batches, Batch.BatchDraft batch) throws SQLException {
		if (batches.insert(batch, this.instanceId.value())) {
			return started(new BatchDao.UploadId(batch.id(), 1));
		}
		Optional<BatchDao.UploadId> restarted = batches.restart(batch, this.instanceId.value());
		if (restarted.isPresent()) {
			return started(restarted.get());
		}
		return batches.findCompleted(batch)
			.map((completed) -> new UploadStart.AlreadyCompleted(completed.batch(), completed.fingerprint()))
			.orElseThrow(() -> new SQLException("The batch under the idempotency key is gone again"));
	}

	private UploadStart started(BatchDao.UploadId upload) {
		return new UploadStart.Started(new BatchUpload(this, upload,
				upload.isFirst() ? null : new StoredLineCursor(this.batchQueries, upload.batch())));
	}

	/** Empty if the upload is no longer the latest. */
	private Optional<List<StoredRequest>> store(LedgerTransaction ledgerTransaction, BatchDao.UploadId upload,
			List<ReservedLine> lines, Batch.BatchProgress batchProgress) throws SQLException {
		if (!ledgerTransaction.batches().updateProgress(upload, batchProgress)) {
			return Optional.empty();
		}
		List<StoredRequest> requests = new ArrayList<>(lines.size());
		for (ReservedLine reservedLine : lines) {
			RequestDao.BatchPosition position = new RequestDao.BatchPosition(upload.batch(), reservedLine.number(),
					reservedLine.fingerprint());
			StoredRequest stored = this.requestAcceptor.store(ledgerTransaction, reservedLine.request(),
					reservedLine.reservation(), position);
			if (stored == null) {
				throw new SQLException("The id " + reservedLine.request().id() + " is taken");
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
	 * A line that has entered.
	 *
	 * @param number counts from 1
	 * @param fingerprint the SHA-256 of its bytes, null if it can not be repeated
	 * @param request its request
	 * @param reservation the room of the request
	 */
	record ReservedLine(long number, @Nullable String fingerprint, NewRequest request,
			BacklogLimiter.Reservation reservation) {

	}

}
