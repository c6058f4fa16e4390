package io.asyncreply.systema.ledger.model;

/**
 * Signals that the batch with an idempotency key was purged. Nothing was stored.
 */
public final class IdempotencyKeyPurgedException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	public IdempotencyKeyPurgedException() {
		super("The batch with this idempotency key was purged");
	}

}
