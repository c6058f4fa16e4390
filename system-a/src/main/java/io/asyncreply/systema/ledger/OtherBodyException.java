package io.asyncreply.systema.ledger;

/**
 * Says that another body was uploaded under the same idempotency key before.
 */
public final class OtherBodyException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	OtherBodyException(long line) {
		super("Another body was uploaded before: it differs at line " + line, null, false, false);
	}

}
