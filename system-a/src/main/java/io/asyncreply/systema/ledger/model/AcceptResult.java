package io.asyncreply.systema.ledger.model;

/**
 * The committed outcome of a submission.
 */
public sealed interface AcceptResult {

	/**
	 * The request was stored.
	 *
	 * @param request the new row
	 */
	record Accepted(StoredRequest request) implements AcceptResult {

	}

	/**
	 * An earlier request has the same idempotency key and the same body.
	 *
	 * @param request the current row of the earlier request
	 */
	record Repeated(StoredRequest request) implements AcceptResult {

	}

	/**
	 * An earlier request has the same idempotency key and another body. Nothing was
	 * stored.
	 */
	record KeyReused() implements AcceptResult {

	}

	/**
	 * The request with the same idempotency key was purged or erased. Nothing was stored.
	 */
	record KeyPurged() implements AcceptResult {

	}

}
