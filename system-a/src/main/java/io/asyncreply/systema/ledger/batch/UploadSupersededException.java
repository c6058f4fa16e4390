package io.asyncreply.systema.ledger.batch;

/**
 * Ends an upload because a later upload of the same batch has started.
 */
public final class UploadSupersededException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	UploadSupersededException() {
		super("A later upload of the same batch has started", null, false, false);
	}

}
