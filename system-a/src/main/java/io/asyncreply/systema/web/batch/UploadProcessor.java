package io.asyncreply.systema.web.batch;

import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.batch.BatchLedger;
import io.asyncreply.systema.ledger.batch.BatchUpload;
import io.asyncreply.systema.ledger.batch.UploadStart;
import io.asyncreply.systema.ledger.model.Batch;
import io.asyncreply.systema.web.http.Sha256;
import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemMapper;
import io.asyncreply.systema.web.problem.ProblemType;
import org.jspecify.annotations.Nullable;

/**
 * An upload on its way into the ledger: its lines are read as requests, one chunk of them
 * is filled while the one before is being committed, and nothing is taken beyond. Belongs
 * to one thread at a time, and waits on none.
 */
final class UploadProcessor {

	private final BatchLedger batchLedger;

	private final Batch.BatchDraft batchDraft;

	private final LineProcessor lineProcessor;

	private final Runnable onReady;

	private final NdjsonSplitter splitter;

	private final @Nullable Sha256 sha256;

	private @Nullable CompletableFuture<UploadStart> startFuture;

	private CompletableFuture<?> inFlight = CompletableFuture.completedFuture(null);

	private NdjsonSplitter.@Nullable NumberedLine nextLine;

	private @Nullable RuntimeException stopCause;

	private long lineCount;

	private long storingThrough;

	private long storedThrough;

	private boolean completing;

	private @Nullable RequestId batch;

	/**
	 * Begins with an upload.
	 * @param batchLedger where it goes
	 * @param batchDraft what it becomes, unless an earlier one had the same key
	 * @param splitter splits it
	 * @param lineProcessor reads its lines
	 * @param onReady rung when it can go on
	 */
	UploadProcessor(BatchLedger batchLedger, Batch.BatchDraft batchDraft, NdjsonSplitter splitter,
			LineProcessor lineProcessor, Runnable onReady) {
		this.batchLedger = batchLedger;
		this.batchDraft = batchDraft;
		this.splitter = splitter;
		this.lineProcessor = lineProcessor;
		this.onReady = onReady;
		this.sha256 = (batchDraft.key() != null) ? new Sha256() : null;
	}

	/**
	 * Takes the next bytes of the body, after {@link #advance} asked for them.
	 * @param bytes not copied: must stay as they are until it asks again
	 * @param length how many of them
	 */
	void feed(byte[] bytes, int length) {
		if (this.sha256 != null) {
			this.sha256.update(bytes, length);
		}
		this.splitter.feed(bytes, length);
	}

	/** Says that the body is over. */
	void endOfInput() {
		this.splitter.endOfInput();
	}

	/** Says that nothing more comes for the moment: nobody waits for a fuller chunk. */
	void flush() {
		BatchUpload upload = upload();
		if (upload != null && !upload.isEmpty() && this.inFlight.isDone()) {
			confirmStored();
			store(upload);
		}
	}

	/**
	 * Goes on with what has come.
	 * @return whether it wants more; if not, it is done or rings when it can go on
	 * @throws RuntimeException why the upload ends too early
	 */
	boolean advance() {
		while (hasRoom()) {
			this.nextLine = (this.nextLine != null) ? this.nextLine : this.splitter.nextLine();
			if (this.nextLine != null) {
				processLine(this.nextLine);
			}
			else if (this.splitter.isExhausted()) {
				complete();
				return false;
			}
			else {
				return true;
			}
		}
		return false;
	}

	/** How many lines have come so far, blank ones not counted. */
	long lineCount() {
		return this.lineCount;
	}

	/** The batch once the upload is stored to its end, null before. */
	@Nullable RequestId batch() {
		return this.batch;
	}

	/** What is stored if the upload ends here, null if there is no batch of it. */
	ProblemException.@Nullable StoredPortion storedPortion() {
		BatchUpload upload = upload();
		return (upload != null) ? new ProblemException.StoredPortion(upload.batch().toString(), this.storedThrough)
				: null;
	}

	/** Ends the upload too early. */
	void abort() {
		if (this.startFuture != null) {
			this.startFuture.thenAccept((uploadStart) -> {
				if (uploadStart instanceof UploadStart.Started receiving) {
					receiving.upload().abort();
				}
			});
		}
	}

	/** One chunk may be filled while another is under way. */
	private boolean hasRoom() {
		BatchUpload upload = upload();
		if (!this.inFlight.isDone()) {
			return upload != null && !upload.isFull() && this.stopCause == null;
		}
		confirmStored();
		if (upload != null && !upload.isEmpty() && (upload.isFull() || this.stopCause != null)) {
			store(upload);
		}
		else if (this.stopCause != null) {
			this.storedThrough = this.lineProcessor.lastLineNumber();
			throw this.stopCause;
		}
		return this.stopCause == null;
	}

	private void processLine(NdjsonSplitter.NumberedLine numberedLine) {
		if (this.startFuture == null) {
			this.startFuture = this.batchLedger.startUpload(this.batchDraft);
			track(this.startFuture);
			return;
		}
		this.nextLine = null;
		this.lineCount++;
		BatchUpload upload = upload();
		if (upload != null) {
			this.stopCause = this.lineProcessor.process(upload, numberedLine);
		}
	}

	private void complete() {
		UploadStart uploadStart = uploadStart();
		if (uploadStart == null) {
			throw ProblemException.of(ProblemType.EMPTY_BATCH, "There is no line that is not blank.");
		}
		if (uploadStart instanceof UploadStart.AlreadyCompleted alreadyCompleted) {
			if (this.sha256 != null && !alreadyCompleted.fingerprint().equals(this.sha256.toHex())) {
				throw ProblemMapper.idempotencyKeyReused();
			}
			this.batch = alreadyCompleted.batch();
		}
		else if (uploadStart instanceof UploadStart.Started receiving && this.inFlight.isDone()) {
			complete(receiving.upload());
		}
	}

	private void complete(BatchUpload upload) {
		confirmStored();
		if (!upload.isEmpty()) {
			store(upload);
		}
		else if (!this.completing) {
			this.completing = true;
			track(upload.complete(this.lineProcessor.progress().snapshot(),
					(this.sha256 != null) ? this.sha256.toHex() : null));
		}
		else {
			this.batch = upload.batch();
		}
	}

	private void store(BatchUpload upload) {
		this.storingThrough = this.lineProcessor.lastLineNumber();
		track(upload.store(this.lineProcessor.progress().snapshot()));
	}

	private void track(CompletableFuture<?> future) {
		this.inFlight = future;
		future.whenComplete((finished, failure) -> this.onReady.run());
	}

	/** Fails if what was under way did. */
	private void confirmStored() {
		this.inFlight.join();
		this.storedThrough = this.storingThrough;
	}

	private @Nullable UploadStart uploadStart() {
		return (this.startFuture != null && this.startFuture.isDone() && !this.startFuture.isCompletedExceptionally())
				? this.startFuture.join() : null;
	}

	private @Nullable BatchUpload upload() {
		return (uploadStart() instanceof UploadStart.Started receiving) ? receiving.upload() : null;
	}

}
