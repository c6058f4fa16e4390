package io.asyncreply.systema.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.asyncreply.messaging.startup.StartRefusedException;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.BeanCreationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The scenarios that the ledger passes on every database.
 */
abstract class LedgerScenarios implements AcceptanceScenarios, AdmissionScenarios, ReplyScenarios, LifecycleScenarios,
		ClaimScenarios, OutboxScenarios, RetentionScenarios, QueryScenarios, BatchScenarios {

	private LedgerFixture fixture;

	/** Creates an empty database and returns its settings. */
	abstract Map<String, Object> newDatabase();

	@BeforeEach
	void openLedger() {
		this.fixture = new LedgerFixture(newDatabase(), new ManualClock());
	}

	@AfterEach
	void closeLedger() {
		this.fixture.close();
	}

	@Test
	void keepsIdThatNoOtherLedgerHas() {
		String ledgerId = this.fixture.ledgerId();
		this.fixture.restart(Map.of());
		assertThat(this.fixture.ledgerId()).isEqualTo(ledgerId).matches("[0-9a-f]{16}");
		try (LedgerFixture other = new LedgerFixture(newDatabase(), new ManualClock())) {
			assertThat(other.ledgerId()).isNotEqualTo(ledgerId);
		}
	}

	@Test
	void refusesLedgerOfOlderBuild(@TempDir Path migrations) throws IOException {
		Files.writeString(migrations.resolve("V1__request.sql"), "create table request (id text not null primary key)");
		Files.writeString(migrations.resolve("V2__lives.sql"), "alter table request add column life integer");
		Map<String, Object> database = newDatabase();
		new LedgerFixture(database, new ManualClock()).close();
		Flyway olderBuild = flyway(database, "filesystem:" + migrations);
		olderBuild.clean();
		olderBuild.migrate();
		assertThatExceptionOfType(BeanCreationException.class)
			.isThrownBy(() -> new LedgerFixture(database, new ManualClock()).close())
			.withStackTraceContaining("Another build of System A has created the ledger");
		assertThat(olderBuild.validateWithResult().validationSuccessful).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "drop_old_texts,false", "compatible_index,true" })
	void refusesLedgerOfNewerBuildUnlessItIsCompatible(String migration, boolean compatible, @TempDir Path migrations)
			throws IOException {
		Files.writeString(migrations.resolve("V9999__" + migration + ".sql"), "create table later (id text)");
		Map<String, Object> database = newDatabase();
		new LedgerFixture(database, new ManualClock()).close();
		String url = (String) database.get("spring.datasource.url");
		flyway(database, "filesystem:" + migrations,
				"classpath:db/migration/" + (url.contains("sqlite") ? "sqlite" : "postgresql"))
			.migrate();
		if (compatible) {
			new LedgerFixture(database, new ManualClock()).close();
		}
		else {
			assertThatExceptionOfType(BeanCreationException.class)
				.isThrownBy(() -> new LedgerFixture(database, new ManualClock()).close())
				.withRootCauseInstanceOf(StartRefusedException.class)
				.withStackTraceContaining("A newer System A has migrated the ledger to version 9999");
		}
	}

	private static Flyway flyway(Map<String, Object> database, String... locations) {
		return Flyway.configure()
			.dataSource((String) database.get("spring.datasource.url"),
					(String) database.get("spring.datasource.username"),
					(String) database.get("spring.datasource.password"))
			.locations(locations)
			.cleanDisabled(false)
			.load();
	}

	@Override
	public LedgerFixture fixture() {
		return this.fixture;
	}

}
