package io.asyncreply.systema.ledger.model;

/**
 * Says that another body was uploaded under the same idempotency key before.
 */
public final class IdempotencyConflictException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public IdempotencyConflictException(long line) {
		super("Another body was uploaded before: it differs at line " + line, null, false, false);
	}

}
