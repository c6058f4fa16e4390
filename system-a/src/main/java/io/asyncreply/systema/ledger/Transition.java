package io.asyncreply.systema.ledger;

/**
 * What a reply changed.
 */
public sealed interface Transition {

	/**
	 * It changed the row.
	 *
	 * @param entry the row after the change
	 */
	record Changed(Entry entry) implements Transition {

	}

	/**
	 * It changed nothing: the request had ended, or the reply was of an older attempt.
	 *
	 * @param state where the request is
	 */
	record Unchanged(State state) implements Transition {

	}

	/**
	 * The ledger has no such request.
	 */
	record Unknown() implements Transition {

	}

}
