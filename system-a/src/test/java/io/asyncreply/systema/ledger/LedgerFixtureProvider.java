package io.asyncreply.systema.ledger;

/**
 * Where scenarios of the ledger happen.
 */
public interface LedgerFixtureProvider {

	/** The ledger of this test, on a database that was empty. */
	LedgerFixture fixture();

}
