package io.asyncreply.endtoend;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import io.asyncreply.testsupport.TestBroker;
import io.asyncreply.testsupport.TestPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Kills, pauses and losses at random under load for {@code asyncreply.soak.duration}:
 * nothing accepted is lost, nothing ends twice, nothing is open a minute later.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class SoakIT {

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
	void nothingIsLostOnSqlite() {
		soak(PairPlan.of("soak-sqlite", broker));
	}

	@Test
	@EnabledIfSystemProperty(named = "asyncreply.soak.postgresql", matches = "true",
			disabledReason = "part of the long soak, -Psoak")
	void nothingIsLostOnPostgresql() {
		soak(PairPlan.of("soak-postgresql", broker).on(TestPostgres.shared()));
	}

	private static void soak(PairPlan plan) {
		try (Pair pair = plan.systemB((launcher) -> launcher.arguments(WorkLog.ARGUMENT)).start()) {
			new Soak(pair, SEED).run(DURATION).publish(plan.name());
		}
	}

}
