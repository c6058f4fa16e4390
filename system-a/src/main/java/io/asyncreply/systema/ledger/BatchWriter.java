package io.asyncreply.systema.ledger;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

/**
 * Writes the lines of uploads a chunk at a time through the ledger's writer, of which no
 * more than a few wait there at once, and none for a while after one that met single
 * requests: so that nobody waits long behind them.
 */
final class BatchWriter {

	/** While one chunk is being committed the next one waits for it. */
	private static final int CHUNKS_AT_ONCE = 2;

	private final Changes changes;

	private final Threshold threshold;

	private final BatchReader reader;

	private final Intake intake;

	private final Instance instance;

	private final Turns turns;

	BatchWriter(Changes changes, Threshold threshold, BatchReader reader, Intake intake, Instance instance) {
		this.changes = changes;
		this.threshold = threshold;
		this.reader = reader;
		this.intake = intake;
		this.instance = instance;
		this.turns = new Turns(CHUNKS_AT_ONCE, intake.courtesy()::restAfter);
	}

	/** Begins an upload, unless one of the same batch was completed. */
	CompletableFuture<Opening> begin(NewBatch batch) {
		return this.changes.write((transaction) -> begin(transaction.batches(), batch));
	}

	Threshold.Arrival enter(NewRequest request) {
		try {
			return this.threshold.enter(request);
		}
		catch (RefusedException ex) {
			throw this.intake.refused(ex);
		}
	}

	/** Tells how many lines are stored at once. */
	int chunkLines() {
		return this.intake.courtesy().chunkLines();
	}

	/** Lets go of a line that will not be stored. */
	void drop(Line line) {
		this.threshold.leave(line.arrival(), null);
	}

	/**
	 * Stores lines that have entered, all or none.
	 * @return completed after the commit, or with {@link LedgerUnavailableException} or
	 * {@link UploadSupersededException}
	 */
	CompletableFuture<Void> store(BatchTable.UploadId upload, List<Line> lines, Batch.Progress progress) {
		return this.turns.take(() -> this.changes.write((transaction) -> store(transaction, upload, lines, progress)))
			.whenComplete((stored, failure) -> leave(lines, (stored != null) ? stored : Optional.empty()))
			.thenAccept((stored) -> requireCurrent(stored.isPresent()));
	}

	/** Writes that all lines of an upload are stored. */
	CompletableFuture<Void> complete(BatchTable.UploadId upload, Batch.Progress progress,
			@Nullable String fingerprint) {
		return this.changes
			.write((transaction) -> transaction.batches().advance(upload, progress)
					&& transaction.batches().complete(upload, fingerprint))
			.thenAccept(BatchWriter::requireCurrent);
	}

	/** Writes that an upload has ended too early, however long that takes. */
	void breakOff(BatchTable.UploadId upload) {
		CompletableFuture<?> unused = this.changes.persist((transaction) -> transaction.batches().breakOff(upload));
	}

	private Opening begin(BatchTable batches, NewBatch batch) throws SQLException {
		if (batches.insert(batch, this.instance.id())) {
			return opened(new BatchTable.UploadId(batch.id(), 1));
		}
		Optional<BatchTable.UploadId> again = batches.repeat(batch, this.instance.id());
		return again.isPresent() ? opened(again.get()) : batches.completed(batch)
			.orElseThrow(() -> new SQLException("The batch under the idempotency key is gone again"));
	}

	private Opening opened(BatchTable.UploadId upload) {
		return new Opening.Opened(
				new BatchUpload(this, upload, upload.isFirst() ? null : new StoredLines(this.reader, upload.batch())));
	}

	/** Empty if the upload is no longer the latest. */
	private Optional<List<Entry>> store(Transaction transaction, BatchTable.UploadId upload, List<Line> lines,
			Batch.Progress progress) throws SQLException {
		if (!transaction.batches().advance(upload, progress)) {
			return Optional.empty();
		}
		List<Entry> entries = new ArrayList<>(lines.size());
		for (Line line : lines) {
			RequestTable.Place place = new RequestTable.Place(upload.batch(), line.number(), line.fingerprint());
			Entry entry = this.threshold.store(transaction, line.arrival(), place);
			if (entry == null) {
				throw new SQLException("The id " + line.arrival().request().id() + " is taken");
			}
			entries.add(entry);
		}
		return Optional.of(entries);
	}

	private void leave(List<Line> lines, Optional<List<Entry>> stored) {
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
	record Line(long number, @Nullable String fingerprint, Threshold.Arrival arrival) {

	}

}
