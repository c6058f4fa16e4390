package io.asyncreply.systema.ledger;

import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What the ledger promises, whatever the database.
 */
abstract class LedgerScenarios implements IntakeScenarios, AdmissionScenarios, SettlementScenarios, LifeScenarios,
		OutboxScenarios, RetentionScenarios, ReadingScenarios, BatchScenarios {

	private LedgerFixture fixture;

	/** Names an empty database. */
	abstract Map<String, Object> newDatabase();

	@BeforeEach
	void open() {
		this.fixture = new LedgerFixture(newDatabase(), new ManualClock());
	}

	@AfterEach
	void close() {
		this.fixture.close();
	}

	@Override
	public LedgerFixture fixture() {
		return this.fixture;
	}

}
