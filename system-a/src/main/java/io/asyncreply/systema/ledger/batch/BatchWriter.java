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
import io.asyncreply.systema.ledger.model.BatchDraft;
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
	private static final int CHUNKS_AT_ONCE = 2;

	private final LedgerTemplate changes;

	private final RequestAcceptor threshold;

	private final BatchQueries reader;

	private final BacklogLimiter intake;

	private final InstanceId instance;

	private final AsyncSemaphore turns;

	public BatchWriter(LedgerTemplate changes, RequestAcceptor threshold, BatchQueries reader, BacklogLimiter intake,
			InstanceId instance) {
		this.changes = changes;
		this.threshold = threshold;
		this.reader = reader;
		this.intake = intake;
		this.instance = instance;
		this.turns = new AsyncSemaphore(CHUNKS_AT_ONCE, intake.courtesy()::restAfter);
	}

	/** Begins an upload, unless one of the same batch was completed. */
	CompletableFuture<UploadStart> begin(BatchDraft batch) {
		return this.changes.write((transaction) -> begin(transaction.batches(), batch));
	}

	RequestAcceptor.RequestReservation enter(NewRequest request) {
		try {
			return this.threshold.enter(request);
		}
		catch (RequestRejectedException ex) {
			throw this.intake.refused(ex);
		}
	}

	/** Tells how many lines are stored at once. */
	int chunkLines() {
		return this.intake.courtesy().chunkLines();
	}

	/** Lets go of a line that will not be stored. */
	void drop(ReservedLine line) {
		this.threshold.leave(line.arrival(), null);
	}

	/**
	 * Stores lines that have entered, all or none.
	 * @return completed after the commit, or with {@link LedgerUnavailableException} or
	 * {@link UploadSupersededException}
	 */
	CompletableFuture<Void> store(BatchDao.UploadId upload, List<ReservedLine> lines, Batch.BatchProgress progress) {
		return this.turns.take(() -> this.changes.write((transaction) -> store(transaction, upload, lines, progress)))
			.whenComplete((stored, failure) -> leave(lines, (stored != null) ? stored : Optional.empty()))
			.thenAccept((stored) -> requireCurrent(stored.isPresent()));
	}

	/** Writes that all lines of an upload are stored. */
	CompletableFuture<Void> complete(BatchDao.UploadId upload, Batch.BatchProgress progress,
			@Nullable String fingerprint) {
		return this.changes
			.write((transaction) -> transaction.batches().advance(upload, progress)
					&& transaction.batches().complete(upload, fingerprint))
			.thenAccept(BatchWriter::requireCurrent);
	}

	/** Writes that an upload has ended too early, however long that takes. */
	void breakOff(BatchDao.UploadId upload) {
		CompletableFuture<?> unused = this.changes.persist((transaction) -> transaction.batches().breakOff(upload));
	}

	private UploadStart begin(BatchDao batches, BatchDraft batch) throws SQLException {
		if (batches.insert(batch, this.instance.id())) {
			return opened(new BatchDao.UploadId(batch.id(), 1));
		}
		Optional<BatchDao.UploadId> again = batches.repeat(batch, this.instance.id());
		return again.isPresent() ? opened(again.get()) : batches.completed(batch)
			.orElseThrow(() -> new SQLException("The batch under the idempotency key is gone again"));
	}

	private UploadStart opened(BatchDao.UploadId upload) {
		return new UploadStart.Started(new BatchUpload(this, upload,
				upload.isFirst() ? null : new StoredLineCursor(this.reader, upload.batch())));
	}

	/** Empty if the upload is no longer the latest. */
	private Optional<List<StoredRequest>> store(LedgerTransaction transaction, BatchDao.UploadId upload,
			List<ReservedLine> lines, Batch.BatchProgress progress) throws SQLException {
		if (!transaction.batches().advance(upload, progress)) {
			return Optional.empty();
		}
		List<StoredRequest> entries = new ArrayList<>(lines.size());
		for (ReservedLine line : lines) {
			RequestDao.BatchPosition place = new RequestDao.BatchPosition(upload.batch(), line.number(),
					line.fingerprint());
			StoredRequest entry = this.threshold.store(transaction, line.arrival(), place);
			if (entry == null) {
				throw new SQLException("The id " + line.arrival().request().id() + " is taken");
			}
			entries.add(entry);
		}
		return Optional.of(entries);
	}

	private void leave(List<ReservedLine> lines, Optional<List<StoredRequest>> stored) {
		for (int i = 0; i < lines.size(); i++) {
			this.threshold.leave(lines.get(i).arrival(), stored.isPresent() ? stored.get().get(i) : null);
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
	 * @param arrival its request
	 */
	record ReservedLine(long number, @Nullable String fingerprint, RequestAcceptor.RequestReservation arrival) {

	}

}
