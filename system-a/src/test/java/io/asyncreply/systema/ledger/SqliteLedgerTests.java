package io.asyncreply.systema.ledger;

import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The ledger on SQLite.
 */
class SqliteLedgerTests extends LedgerScenarios {

	@TempDir
	Path folder;

	private int databases;

	@Override
	Map<String, Object> newDatabase() {
		return Map.of("spring.datasource.url",
				"jdbc:sqlite:" + this.folder.resolve("run" + this.databases++ + "/ledger.db"));
	}

	@Test
	void settingBelowFullSynchronyIsRefusedAtStart() {
		String url = newDatabase().get("spring.datasource.url") + "?synchronous=NORMAL";
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> new LedgerFixture(Map.of("spring.datasource.url", url), new ManualClock()).close())
			.havingRootCause()
			.isInstanceOf(NotDurableException.class)
			.withMessageContaining("a 202 is never lost")
			.withMessageContaining("pragma synchronous");
	}

	@Test
	void otherDatabaseIsRefusedAtStart() {
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(
					() -> new LedgerFixture(Map.of("spring.datasource.url", "jdbc:h2:mem:ledger"), new ManualClock())
						.close())
			.havingRootCause()
			.withMessageContaining("jdbc:h2:mem:ledger");
	}

}
