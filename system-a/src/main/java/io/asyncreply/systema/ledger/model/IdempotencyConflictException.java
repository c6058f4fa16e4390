package io.asyncreply.systema.ledger.model;

/**
 * Signals that an earlier upload with the same idempotency key has another body.
 */
public final class IdempotencyConflictException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public IdempotencyConflictException(long line) {
		super("An earlier upload with this idempotency key differs at line " + line, null, false, false);
	}

}
