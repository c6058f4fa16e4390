package io.asyncreply.systema.ledger.batch;

/**
 * Says that the same batch is being uploaded again, so that this upload ends.
 */
public final class UploadSupersededException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	UploadSupersededException() {
		super("A later upload of the same batch has begun", null, false, false);
	}

}
