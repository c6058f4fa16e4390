package io.asyncreply.systema.ledger;

/**
 * What became of a submission once it is safe on disk.
 */
public sealed interface Acceptance {

	/**
	 * It is a new request.
	 *
	 * @param entry its row
	 */
	record Accepted(Entry entry) implements Acceptance {

	}

	/**
	 * The same body was accepted under the same key before.
	 *
	 * @param entry the row of then, as it is now
	 */
	record Repeated(Entry entry) implements Acceptance {

	}

	/**
	 * Another body was accepted under the same key before; nothing is stored.
	 */
	record KeyReused() implements Acceptance {

	}

}
