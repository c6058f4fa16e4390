package io.asyncreply.systema.ledger;

import java.util.Map;

import io.asyncreply.systema.ledger.model.BatchScenarios;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the ledger promises, whatever the database.
 */
abstract class LedgerScenarios implements AcceptanceScenarios, AdmissionScenarios, ReplyScenarios, LifecycleScenarios,
		OutboxScenarios, RetentionScenarios, QueryScenarios, BatchScenarios {

	private LedgerFixture fixture;

	/** Names an empty database. */
	abstract Map<String, Object> newDatabase();

	@BeforeEach
	void openLedger() {
		this.fixture = new LedgerFixture(newDatabase(), new ManualClock());
	}

	@AfterEach
	void closeLedger() {
		this.fixture.close();
	}

	@Override
	public LedgerFixture fixture() {
		return this.fixture;
	}

}
