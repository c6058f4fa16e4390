package io.asyncreply.systema.ledger.model;

/**
 * Where a request is in its life.
 */
public enum RequestState {

	/** On disk in the ledger. */
	ACCEPTED,

	/** Confirmed by the broker. */
	QUEUED,

	/** In the hands of a worker for longer than a moment. */
	RUNNING,

	/** Ended with a result. */
	SUCCEEDED,

	/** Ended with an error. */
	FAILED,

	/** Ended by its deadline. */
	EXPIRED,

	/** Ended by its caller. */
	CANCELLED;

	/**
	 * Tells whether the life is over.
	 * @return true for a state that no reply changes
	 */
	public boolean isEnded() {
		return compareTo(RUNNING) > 0;
	}

}
