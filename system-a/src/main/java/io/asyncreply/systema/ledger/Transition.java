package io.asyncreply.systema.ledger;

/**
 * What became of an attempt to change a request.
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
	 * It changed nothing: the state of the request did not allow it, or what was said is
	 * of an older attempt.
	 *
	 * @param state where the request is
	 */
	record Unchanged(State state) implements Transition {

	}

	/**
	 * It changed nothing: the request was purged.
	 */
	record Gone() implements Transition {

	}

	/**
	 * The ledger has no such request.
	 */
	record Unknown() implements Transition {

	}

}
