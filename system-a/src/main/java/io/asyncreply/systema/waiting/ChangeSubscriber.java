package io.asyncreply.systema.waiting;

import io.asyncreply.systema.ledger.model.StoredRequest;

/**
 * Somebody who follows a request from change to change.
 */
public interface ChangeSubscriber {

	/**
	 * Hears of a change, maybe not in order: must be short and must not throw, because
	 * the thread belongs to the ledger.
	 * @param stored the row after the change
	 */
	void onChange(StoredRequest stored);

	/** Hears that nothing more will be heard. */
	void onClose();

}
