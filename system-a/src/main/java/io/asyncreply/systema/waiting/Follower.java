package io.asyncreply.systema.waiting;

import io.asyncreply.systema.ledger.Entry;

/**
 * Somebody who follows a request from change to change.
 */
public interface Follower {

	/**
	 * Hears of a change, maybe not in order: must be short and must not throw, because
	 * the thread belongs to the ledger.
	 * @param entry the row after the change
	 */
	void changed(Entry entry);

	/** Hears that nothing more will be heard. */
	void dismissed();

}
