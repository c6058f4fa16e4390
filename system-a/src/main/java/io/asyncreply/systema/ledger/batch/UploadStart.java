package io.asyncreply.systema.ledger.batch;

import io.asyncreply.messages.RequestId;

/**
 * What becomes of an upload at its beginning.
 */
public sealed interface UploadStart {

	/**
	 * It is taken in, for the first time or again.
	 *
	 * @param upload where its lines go
	 */
	record Started(BatchUpload upload) implements UploadStart {

	}

	/**
	 * An upload under the same key was stored to its end before; nothing more is stored.
	 *
	 * @param batch the batch of then
	 * @param fingerprint the SHA-256 of the body of then
	 */
	record AlreadyCompleted(RequestId batch, String fingerprint) implements UploadStart {

	}

}
