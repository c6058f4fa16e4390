package io.asyncreply.systema.ledger.spi;

import io.asyncreply.systema.ledger.model.StoredRequest;

/**
 * Receives every change of a request after its commit.
 */
@FunctionalInterface
public interface LedgerListener {

	/**
	 * Receives a change. Called by one thread of the ledger in the order of the commits;
	 * must return quickly and must not throw.
	 * @param stored the row after the change
	 */
	void onChange(StoredRequest stored);

}
