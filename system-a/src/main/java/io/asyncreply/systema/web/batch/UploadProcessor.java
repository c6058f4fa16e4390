package io.asyncreply.systema.web.batch;

import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.Sha256;
import io.asyncreply.systema.ledger.batch.BatchUpload;
import io.asyncreply.systema.ledger.batch.UploadStart;
import io.asyncreply.systema.ledger.model.Batch;
import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemMapper;
import io.asyncreply.systema.web.problem.ProblemType;
import io.asyncreply.systema.web.response.ApiResponse;
import org.jspecify.annotations.Nullable;

/**
 * Stores an upload in the ledger in chunks of lines. It fills one chunk while the
 * previous one is being committed, and accepts no further bytes until then. No method
 * blocks. Not thread-safe: calls must not overlap.
 */
final class UploadProcessor {

	private final BatchService batchService;

	private final Batch.BatchDraft batchDraft;

	private final LineProcessor lineProcessor;

	private final Runnable onReady;

	private final NdjsonSplitter splitter;

	private final @Nullable Sha256 sha256;

	private @Nullable CompletableFuture<UploadStart> startFuture;

	private CompletableFuture<?> inFlight = CompletableFuture.completedFuture(null);

	private NdjsonSplitter.@Nullable NumberedLine nextLine;

	private @Nullable RuntimeException stopCause;

	private long storingThrough;

	private long storedThrough;

	private boolean completing;

	private @Nullable RequestId batch;

	/**
	 * Creates the processor of one upload.
	 * @param batchService stores and describes the batch
	 * @param batchDraft the batch, used unless one with the same idempotency key exists
	 * @param splitter splits the body into lines
	 * @param lineProcessor turns lines into requests
	 * @param onReady runs after each write; {@link #advance} can continue then
	 */
	UploadProcessor(BatchService batchService, Batch.BatchDraft batchDraft, NdjsonSplitter splitter,
			LineProcessor lineProcessor, Runnable onReady) {
		this.batchService = batchService;
		this.batchDraft = batchDraft;
		this.splitter = splitter;
		this.lineProcessor = lineProcessor;
		this.onReady = onReady;
		this.sha256 = (batchDraft.key() != null) ? new Sha256() : null;
	}

	/**
	 * Passes the next bytes of the body, after {@link #advance} returned true.
	 * @param bytes a buffer that must not change until {@link #advance} returns true
	 * again
	 * @param length the number of bytes in the buffer
	 */
	void feed(byte[] bytes, int length) {
		if (this.sha256 != null) {
			this.sha256.update(bytes, length);
		}
		this.splitter.feed(bytes, length);
	}

	/** Marks the end of the body. */
	void endOfInput() {
		this.splitter.endOfInput();
	}

	/**
	 * Stores a partial chunk unless a commit is running, because no bytes are available.
	 */
	void flush() {
		BatchUpload upload = upload();
		if (upload != null && !upload.isEmpty() && this.inFlight.isDone()) {
			confirmStored();
			store(upload);
		}
	}

	/**
	 * Processes the bytes that have been passed.
	 * @return true if more bytes are needed; false if the upload is stored, or
	 * {@code onReady} will run
	 * @throws RuntimeException the failure that ends the upload
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

	UploadProgress progress() {
		return this.lineProcessor.progress();
	}

	/** Returns the response to the upload, null until the upload is stored completely. */
	@Nullable ApiResponse response() {
		return (this.batch != null) ? this.batchService.acceptedResponse(this.batchDraft.owner(), this.batch) : null;
	}

	/** Returns the stored part of the upload, null before the upload has started. */
	ProblemException.@Nullable StoredPortion storedPortion() {
		BatchUpload upload = upload();
		return (upload != null) ? new ProblemException.StoredPortion(upload.batch().toString(), this.storedThrough)
				: null;
	}

	/** Ends the upload and discards the chunk that is not stored. */
	void abort() {
		if (this.startFuture != null) {
			this.startFuture.thenAccept((uploadStart) -> {
				if (uploadStart instanceof UploadStart.Started started) {
					started.upload().abort();
				}
			});
		}
	}

	/** Returns whether the next line fits into the chunk; stores a full chunk. */
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
			this.startFuture = this.batchService.batchLedger().startUpload(this.batchDraft);
			track(this.startFuture);
			return;
		}
		this.nextLine = null;
		BatchUpload upload = upload();
		this.stopCause = (upload != null) ? this.lineProcessor.process(upload, numberedLine) : null;
	}

	private void complete() {
		UploadStart uploadStart = uploadStart();
		if (uploadStart == null) {
			throw ProblemException.of(ProblemType.EMPTY_BATCH, "The upload contains no non-blank line.");
		}
		if (uploadStart instanceof UploadStart.AlreadyCompleted alreadyCompleted) {
			if (this.sha256 != null && !alreadyCompleted.fingerprint().equals(this.sha256.toHex())) {
				throw ProblemMapper.idempotencyKeyReused();
			}
			this.batch = alreadyCompleted.batch();
		}
		else if (uploadStart instanceof UploadStart.Started started && this.inFlight.isDone()) {
			complete(started.upload());
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
		future.whenComplete((written, failure) -> this.onReady.run());
	}

	/** Throws the failure of the last write, if it failed. */
	private void confirmStored() {
		this.inFlight.join();
		this.storedThrough = this.storingThrough;
	}

	private @Nullable UploadStart uploadStart() {
		return (this.startFuture != null && this.startFuture.isDone() && !this.startFuture.isCompletedExceptionally())
				? this.startFuture.join() : null;
	}

	private @Nullable BatchUpload upload() {
		return (uploadStart() instanceof UploadStart.Started started) ? started.upload() : null;
	}

}
