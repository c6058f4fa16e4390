package io.asyncreply.systema.ledger.model;

/**
 * What became of a submission once it is safe on disk.
 */
public sealed interface AcceptResult {

	/**
	 * It is a new request.
	 *
	 * @param entry its row
	 */
	record Accepted(StoredRequest entry) implements AcceptResult {

	}

	/**
	 * The same body was accepted under the same key before.
	 *
	 * @param entry the row of then, as it is now
	 */
	record Repeated(StoredRequest entry) implements AcceptResult {

	}

	/**
	 * Another body was accepted under the same key before; nothing is stored.
	 */
	record KeyReused() implements AcceptResult {

	}

}
