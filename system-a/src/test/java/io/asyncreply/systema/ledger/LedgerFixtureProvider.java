package io.asyncreply.systema.ledger;

/**
 * Provides the ledger for scenarios.
 */
public interface LedgerFixtureProvider {

	/** The ledger of the current test, started on an empty database. */
	LedgerFixture fixture();

}
