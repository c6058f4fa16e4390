package io.asyncreply.systema.ledger.model;

/**
 * The committed outcome of a conditional change of a request.
 */
public sealed interface TransitionResult {

	/**
	 * The row was changed.
	 *
	 * @param request the row after the change
	 */
	record Changed(StoredRequest request) implements TransitionResult {

	}

	/**
	 * The row was not changed, because its state did not allow it or the change concerns
	 * another attempt.
	 *
	 * @param state the state of the row
	 */
	record Unchanged(RequestState state) implements TransitionResult {

	}

	/**
	 * The request was purged or erased.
	 */
	record Purged() implements TransitionResult {

	}

	/**
	 * The ledger has no such request.
	 */
	record NotFound() implements TransitionResult {

	}

}
