package io.asyncreply.systema.ledger.model;

/**
 * What became of an attempt to change a request.
 */
public sealed interface TransitionResult {

	/**
	 * It changed the row.
	 *
	 * @param request the row after the change
	 */
	record Changed(StoredRequest request) implements TransitionResult {

	}

	/**
	 * It changed nothing: the state of the request did not allow it, or what was said is
	 * of an older attempt.
	 *
	 * @param state where the request is
	 */
	record Unchanged(RequestState state) implements TransitionResult {

	}

	/**
	 * It changed nothing: the request was purged.
	 */
	record Purged() implements TransitionResult {

	}

	/**
	 * The ledger has no such request.
	 */
	record NotFound() implements TransitionResult {

	}

}
