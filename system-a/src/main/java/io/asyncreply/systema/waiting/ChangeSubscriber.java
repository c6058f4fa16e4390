package io.asyncreply.systema.waiting;

import io.asyncreply.systema.ledger.model.StoredRequest;

/**
 * Receives the changes of one request.
 */
public interface ChangeSubscriber {

	/**
	 * Called after a change of the request, not always in order. Must return within
	 * moments and must not throw, because the thread belongs to the ledger.
	 * @param request the row after the change, without a long result
	 */
	void onChange(StoredRequest request);

	/** Called when no more changes will follow. */
	void onClose();

}
