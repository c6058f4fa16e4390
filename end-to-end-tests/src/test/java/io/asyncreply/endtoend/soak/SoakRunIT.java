package io.asyncreply.endtoend.soak;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.asyncreply.endtoend.harness.AttemptLog;
import io.asyncreply.endtoend.harness.SystemPair;
import io.asyncreply.endtoend.harness.SystemPairSpec;
import io.asyncreply.testsupport.broker.TestBroker;
import io.asyncreply.testsupport.server.TestPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Tests random kills, pauses and connection losses under load for
 * {@code asyncreply.soak.duration}: no accepted request is lost or has two outcomes, and
 * none is open a minute later.
 */
@Tag("extended")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class SoakRunIT {

	private static final Duration DURATION = Duration.parse(System.getProperty("asyncreply.soak.duration", "PT2M"));

	private static final long SEED = Long.getLong("asyncreply.soak.seed", new Random().nextInt(Integer.MAX_VALUE));

	private static TestBroker broker;

	@BeforeAll
	static void startBroker() {
		broker = TestBroker.start();
		System.out.println("Soak: -Dasyncreply.soak.seed=" + SEED + " -Dasyncreply.soak.duration=" + DURATION);
	}

	@AfterAll
	static void closeBroker() {
		broker.close();
	}

	@Test
	void losesNothingOnSqlite() {
		runSoak(SystemPairSpec.of("soak-sqlite", broker));
	}

	@Test
	@EnabledIfSystemProperty(named = "asyncreply.soak.postgresql", matches = "true",
			disabledReason = "only with the profile soak")
	void losesNothingOnPostgresql() {
		runSoak(SystemPairSpec.of("soak-postgresql", broker).withPostgres(TestPostgres.shared()));
	}

	private static void runSoak(SystemPairSpec spec) {
		try (SystemPair systemPair = spec.systemB((launcher) -> launcher.arguments(AttemptLog.LOGGING_ARGUMENT))
			.start()) {
			new SoakRun(systemPair, SEED).run(DURATION).publish(spec.name());
		}
	}

}
