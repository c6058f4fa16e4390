package io.asyncreply.systema.ledger.model;

import java.time.Instant;

import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.Sha256;
import org.jspecify.annotations.Nullable;

/**
 * A batch as stored in the ledger, without its requests.
 *
 * @param id the id, a UUID of version 7 like that of a request
 * @param owner the caller that uploads the batch
 * @param uploadState the state of the latest upload
 * @param progress the progress of the latest upload
 * @param acceptedAt the start of the first upload
 * @param updatedAt the time at which the latest upload last stored lines or was aborted
 */
public record Batch(RequestId id, String owner, UploadState uploadState, BatchProgress progress, Instant acceptedAt,
		Instant updatedAt) {

	/**
	 * The state of an upload.
	 */
	public enum UploadState {

		/** The upload is in progress. */
		RECEIVING,

		/** All lines of the upload are stored or rejected. */
		COMPLETE,

		/** The upload ended early. The stored lines stay. */
		BROKEN

	}

	/**
	 * The progress of an upload.
	 *
	 * @param lines the number of lines so far, without blank ones
	 * @param refused the number of rejected lines among them
	 * @param refusals a JSON array of the first 100 rejections; null if there are none,
	 * or, when progress is written, if it has not changed since the last write
	 */
	public record BatchProgress(long lines, long refused, @Nullable RawJson refusals) {

	}

	/**
	 * A batch that a caller is about to upload.
	 *
	 * @param id a new id
	 * @param owner the caller
	 * @param key the caller's idempotency key, with which an upload can be repeated; null
	 * if there is none
	 */
	public record BatchDraft(RequestId id, String owner, @Nullable String key) {

		/** The form in which the ledger stores the key, null if there is none. */
		public @Nullable String keyHash() {
			return (this.key != null) ? Sha256.hexOf("batch " + this.key) : null;
		}

	}

	/**
	 * A request of a batch.
	 *
	 * @param number its line in the upload, counted from 1
	 * @param request its row
	 */
	public record BatchLine(long number, StoredRequest request) {

	}

}
