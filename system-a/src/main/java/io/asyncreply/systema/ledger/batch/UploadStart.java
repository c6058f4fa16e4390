package io.asyncreply.systema.ledger.batch;

import io.asyncreply.messages.RequestId;

/**
 * Outcome of the start of an upload.
 */
public sealed interface UploadStart {

	/**
	 * The upload has started, for the first time or again.
	 *
	 * @param upload stores its lines
	 */
	record Started(BatchUpload upload) implements UploadStart {

	}

	/**
	 * An earlier upload with the same idempotency key is complete. This upload stores
	 * nothing.
	 *
	 * @param batch the id of the earlier batch
	 * @param fingerprint the SHA-256 of the earlier body
	 */
	record AlreadyCompleted(RequestId batch, String fingerprint) implements UploadStart {

	}

}
