package io.asyncreply.systema.ledger;

import java.util.Map;

import io.asyncreply.testsupport.TestPostgres;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The ledger on PostgreSQL.
 */
class PostgresqlLedgerIT extends LedgerScenarios {

	@Override
	Map<String, Object> newDatabase() {
		TestPostgres postgres = TestPostgres.shared();
		return Map.of("spring.datasource.url", postgres.newDatabase(), "spring.datasource.username",
				postgres.username(), "spring.datasource.password", postgres.password());
	}

	@Test
	void commitsThatDoNotReachTheDiskAreRefusedAtStart() {
		Map<String, Object> database = new java.util.HashMap<>(newDatabase());
		database.compute("spring.datasource.url",
				(name, url) -> url + "?options=-c%20synchronous_commit%3Doff&ApplicationName=careless");
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> new LedgerFixture(database, new ManualClock()).close())
			.havingRootCause()
			.isInstanceOf(NotDurableException.class)
			.withMessageContaining("show synchronous_commit");
	}

}
