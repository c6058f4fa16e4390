package io.asyncreply.systema.ledger;

/**
 * Hears of every change after its commit.
 */
@FunctionalInterface
public interface LedgerListener {

	/**
	 * Hears of a change, on the ledger's writer thread: must be short and must not throw.
	 * @param entry the row after the change
	 */
	void changed(Entry entry);

}
