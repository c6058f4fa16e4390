package io.asyncreply.systema.ledger;

/**
 * Hears of every change after its commit.
 */
@FunctionalInterface
public interface LedgerListener {

	/**
	 * Hears of a change, one after the other on a thread of the ledger: must be short and
	 * must not throw.
	 * @param entry the row after the change
	 */
	void changed(Entry entry);

}
