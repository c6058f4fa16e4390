package io.asyncreply.systema.ledger.spi;

import io.asyncreply.systema.ledger.model.StoredRequest;

/**
 * Hears of every change after its commit.
 */
@FunctionalInterface
public interface LedgerListener {

	/**
	 * Hears of a change, one after the other on a thread of the ledger: must be short and
	 * must not throw.
	 * @param stored the row after the change
	 */
	void onChange(StoredRequest stored);

}
