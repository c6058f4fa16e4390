package io.asyncreply.systema.ledger.model;

/**
 * The state of a request: open up to {@code RUNNING}, terminal from {@code SUCCEEDED} on.
 */
public enum RequestState {

	/** Stored in the ledger. */
	ACCEPTED,

	/** Confirmed by the broker. */
	QUEUED,

	/** Being processed: a worker has reported progress. */
	RUNNING,

	/** Terminal: the handler returned a result. */
	SUCCEEDED,

	/** Terminal: the last attempt failed. */
	FAILED,

	/** Terminal: the deadline has passed. */
	EXPIRED,

	/** Terminal: the caller cancelled the request. */
	CANCELLED;

	/** Whether this state is terminal, so that no reply changes it. */
	public boolean isEnded() {
		return compareTo(RUNNING) > 0;
	}

}
