package io.asyncreply.systema.ledger.batch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.admission.RequestRejectedException;
import io.asyncreply.systema.ledger.dao.BatchDao;
import io.asyncreply.systema.ledger.model.Batch;
import io.asyncreply.systema.ledger.model.IdempotencyConflictException;
import io.asyncreply.systema.ledger.model.LedgerUnavailableException;
import io.asyncreply.systema.ledger.model.NewRequest;
import org.jspecify.annotations.Nullable;

/**
 * One upload of a batch. Lines are added in ascending order and stored in chunks of up to
 * 256 lines or 256 KiB. Not thread-safe: calls must not overlap.
 */
public final class BatchUpload {

	private static final int MAX_CHUNK_BYTES = 256 * 1024;

	private final BatchWriter batchWriter;

	private final BatchDao.UploadId id;

	private final @Nullable StoredLineCursor storedLines;

	private List<BatchWriter.ReservedLine> chunk = new ArrayList<>();

	private int chunkBytes;

	/**
	 * Creates an upload.
	 * @param batchWriter writes the lines
	 * @param id the id of the upload
	 * @param storedLines the lines of earlier uploads, null for the first upload
	 */
	BatchUpload(BatchWriter batchWriter, BatchDao.UploadId id, @Nullable StoredLineCursor storedLines) {
		this.batchWriter = batchWriter;
		this.id = id;
		this.storedLines = storedLines;
	}

	/** Returns the id of the batch. */
	public RequestId batch() {
		return this.id.batch();
	}

	/**
	 * Adds a line to the current chunk, unless an earlier upload has stored it.
	 * @param number the line number, greater than in each call before
	 * @param fingerprint the SHA-256 of the line, null without an idempotency key
	 * @param request the request of the line
	 * @return false if an earlier upload has stored the line
	 * @throws IdempotencyConflictException if an earlier upload has stored another line
	 * with this number
	 * @throws RequestRejectedException if the request is rejected on admission
	 * @throws LedgerUnavailableException if too many changes wait for a commit, or the
	 * database cannot be read
	 */
	public boolean add(long number, @Nullable String fingerprint, NewRequest request) {
		String storedFingerprint = (this.storedLines != null) ? this.storedLines.findFingerprint(number) : null;
		if (storedFingerprint != null) {
			if (!storedFingerprint.equals(fingerprint)) {
				throw new IdempotencyConflictException(number);
			}
			return false;
		}
		this.chunk.add(new BatchWriter.ReservedLine(number, fingerprint, request, this.batchWriter.reserve(request)));
		this.chunkBytes += request.payload().length();
		return true;
	}

	/** Returns whether the current chunk must be stored before the next line is added. */
	public boolean isFull() {
		return this.chunk.size() >= this.batchWriter.chunkLines() || this.chunkBytes >= MAX_CHUNK_BYTES;
	}

	/** Returns whether the current chunk has no lines. */
	public boolean isEmpty() {
		return this.chunk.isEmpty();
	}

	/**
	 * Stores the current chunk and the progress, and begins a new chunk.
	 * @param batchProgress the progress after the chunk
	 * @return completed after the commit, or with {@link LedgerUnavailableException} or
	 * {@link UploadSupersededException}
	 */
	public CompletableFuture<Void> store(Batch.BatchProgress batchProgress) {
		List<BatchWriter.ReservedLine> lines = this.chunk;
		this.chunk = new ArrayList<>();
		this.chunkBytes = 0;
		return this.batchWriter.store(this.id, lines, batchProgress);
	}

	/**
	 * Completes the upload after its last chunk has been stored.
	 * @param batchProgress the final progress
	 * @param fingerprint the SHA-256 of the body, null without an idempotency key
	 * @return completed after the commit, or with {@link LedgerUnavailableException} or
	 * {@link UploadSupersededException}
	 * @throws IdempotencyConflictException if an earlier upload has stored lines behind
	 * the last line of this one
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public CompletableFuture<Void> complete(Batch.BatchProgress batchProgress, @Nullable String fingerprint) {
		Long unexpectedLine = (this.storedLines != null) ? this.storedLines.nextNumber() : null;
		if (unexpectedLine != null) {
			throw new IdempotencyConflictException(unexpectedLine);
		}
		return this.batchWriter.complete(this.id, batchProgress, fingerprint);
	}

	/** Ends the upload before its end and discards the current chunk. */
	public void abort() {
		this.chunk.forEach(this.batchWriter::release);
		this.chunk = new ArrayList<>();
		this.batchWriter.abort(this.id);
	}

}
