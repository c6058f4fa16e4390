package io.asyncreply.systema.ledger.model;

/**
 * What became of a submission once it is safe on disk.
 */
public sealed interface AcceptResult {

	/**
	 * It is a new request.
	 *
	 * @param request its row
	 */
	record Accepted(StoredRequest request) implements AcceptResult {

	}

	/**
	 * The same body was accepted under the same key before.
	 *
	 * @param request the row of then, as it is now
	 */
	record Repeated(StoredRequest request) implements AcceptResult {

	}

	/**
	 * Another body was accepted under the same key before; nothing is stored.
	 */
	record KeyReused() implements AcceptResult {

	}

}
