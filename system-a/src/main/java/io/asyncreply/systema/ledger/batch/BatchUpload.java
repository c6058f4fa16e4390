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
 * An upload of a batch, whose lines come in ascending order and are stored a chunk at a
 * time. Belongs to one thread at a time.
 */
public final class BatchUpload {

	private static final int MAX_CHUNK_BYTES = 256 * 1024;

	private final BatchWriter batchWriter;

	private final BatchDao.UploadId id;

	private final @Nullable StoredLineCursor storedLines;

	private List<BatchWriter.ReservedLine> chunk = new ArrayList<>();

	private int chunkBytes;

	/**
	 * Begins an upload.
	 * @param batchWriter writes the lines
	 * @param id its id
	 * @param storedLines what earlier uploads have stored, null if there were none
	 */
	BatchUpload(BatchWriter batchWriter, BatchDao.UploadId id, @Nullable StoredLineCursor storedLines) {
		this.batchWriter = batchWriter;
		this.id = id;
		this.storedLines = storedLines;
	}

	/**
	 * Names the batch.
	 * @return its id
	 */
	public RequestId batch() {
		return this.id.batch();
	}

	/**
	 * Adds a line to the chunk that is stored next, unless an earlier upload has stored
	 * it.
	 * @param number its number, greater than those before
	 * @param fingerprint the SHA-256 of its bytes, null if it can not be repeated
	 * @param request its request
	 * @return false if it is stored already
	 * @throws IdempotencyConflictException if another line of this number is stored
	 * @throws RequestRejectedException if the request is not let in
	 * @throws LedgerUnavailableException if too much waits for its commit, or the
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

	/**
	 * Tells whether the next chunk should be stored before it grows.
	 * @return true if it is full
	 */
	public boolean isFull() {
		return this.chunk.size() >= this.batchWriter.chunkLines() || this.chunkBytes >= MAX_CHUNK_BYTES;
	}

	/**
	 * Tells whether there is a chunk to store.
	 * @return true if there is none
	 */
	public boolean isEmpty() {
		return this.chunk.isEmpty();
	}

	/**
	 * Stores the chunk, and how far the upload has come with it.
	 * @param batchProgress how far that is
	 * @return completed after the commit; or with {@link LedgerUnavailableException}, or
	 * {@link UploadSupersededException}
	 */
	public CompletableFuture<Void> store(Batch.BatchProgress batchProgress) {
		List<BatchWriter.ReservedLine> lines = this.chunk;
		this.chunk = new ArrayList<>();
		this.chunkBytes = 0;
		return this.batchWriter.store(this.id, lines, batchProgress);
	}

	/**
	 * Ends the upload well, after its last chunk was stored.
	 * @param batchProgress how far it has come
	 * @param fingerprint the SHA-256 of its body, null if it can not be repeated
	 * @return completed after the commit; or with {@link LedgerUnavailableException}, or
	 * {@link UploadSupersededException}
	 * @throws IdempotencyConflictException if earlier uploads have stored lines behind
	 * its end
	 * @throws LedgerUnavailableException if the database cannot be read
	 */
	public CompletableFuture<Void> complete(Batch.BatchProgress batchProgress, @Nullable String fingerprint) {
		Long unexpectedLine = (this.storedLines != null) ? this.storedLines.nextNumber() : null;
		if (unexpectedLine != null) {
			throw new IdempotencyConflictException(unexpectedLine);
		}
		return this.batchWriter.complete(this.id, batchProgress, fingerprint);
	}

	/** Ends the upload too early; the chunk that is not stored is given up. */
	public void abort() {
		this.chunk.forEach(this.batchWriter::release);
		this.chunk = new ArrayList<>();
		this.batchWriter.abort(this.id);
	}

}
