package io.asyncreply.endtoend.fault;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.endtoend.client.ApiClient;
import io.asyncreply.endtoend.client.JsonResponse;
import io.asyncreply.endtoend.client.LoadGenerator;
import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.harness.InvariantChecker;
import io.asyncreply.endtoend.harness.SystemPair;
import io.asyncreply.endtoend.harness.SystemPairSpec;
import io.asyncreply.testsupport.broker.TestBroker;
import io.asyncreply.testsupport.server.TestPostgres;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Signal 9 for System A, System B and the broker: whatever was accepted succeeds.
 */
class ProcessKillIT {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static TestBroker broker;

	private static SystemPair pair;

	@BeforeAll
	static void startPair() {
		pair = SystemPairSpec.withBroker("kill").start();
		broker = pair.broker();
	}

	@AfterAll
	static void close() {
		pair.close();
	}

	@Test
	void requestsSurviveSystemA() {
		killSystemAUnderBurst(pair);
	}

	@Test
	void requestsSurviveSystemAOnPostgresql() {
		try (SystemPair onPostgresql = SystemPairSpec.of("kill-postgresql", broker).on(TestPostgres.shared()).start()) {
			killSystemAUnderBurst(onPostgresql);
		}
	}

	@Test
	void lastRequestBeforeTheEndOfSystemASurvives() {
		JsonResponse accepted = pair.client().submit(RequestSubmission.text("the last word"));
		pair.systemA().kill();
		assertThat(accepted.status()).isEqualTo(202);
		pair.startSystemA();
		assertThat(pair.client().awaitEnd(accepted.id()).text("/result/text")).isEqualTo("Processed: the last word");
		InvariantChecker.checkAllSucceeded(pair);
	}

	@Test
	void workSurvivesSystemB() {
		List<CompletableFuture<JsonResponse>> calls = pair.client()
			.burst(20, (i) -> RequestSubmission.work(Duration.ofSeconds(3)));
		calls.forEach(CompletableFuture::join);
		Awaitility.await().atMost(PATIENCE).until(() -> !pair.client().list("RUNNING").isEmpty());
		pair.systemB().kill();
		pair.startSystemB();
		InvariantChecker.checkAllSucceeded(pair);
		assertThat(pair.client().list(null))
			.allSatisfy((request) -> assertThat(request.path("attempts").asInt()).isOne());
	}

	@Test
	void requestsSurviveTheBrokerAndNoneIsRefused() {
		try (LoadGenerator load = LoadGenerator.start(pair.client())) {
			Awaitility.await().atMost(PATIENCE).until(() -> load.size() > 50);
			broker.kill();
			broker.restart();
			int atReturn = load.size();
			Awaitility.await().atMost(PATIENCE).until(() -> load.size() > atReturn + 50);
			assertThat(load.stop()).containsOnly(202);
		}
		InvariantChecker.checkAllSucceeded(pair);
	}

	@Test
	void systemsStartWithoutBrokerAndBeginWhenItComes() {
		pair.systemA().kill();
		pair.systemB().kill();
		broker.stop();
		pair.startSystemA();
		pair.startSystemB();
		assertThat(pair.client().submit(RequestSubmission.text("early")).status()).isEqualTo(202);
		broker.restart();
		InvariantChecker.checkAllSucceeded(pair);
	}

	/** Silent after three seconds, and the estimate looks once a second. */
	@Test
	void lossOfTheLastWorkerIsToldWithinFiveSeconds() {
		ApiClient client = pair.client();
		Awaitility.await().atMost(PATIENCE).until(ProcessKillIT::workers, "UP"::equals);
		pair.systemB().kill();
		Awaitility.await().atMost(Duration.ofSeconds(5)).until(ProcessKillIT::workers, "OUT_OF_SERVICE"::equals);
		JsonResponse waiting = client.submit(RequestSubmission.text("who will work on this?"));
		Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
			assertThat(client.why(waiting.id()).text("/summary")).matches("queued .*; 0 workers alive since 20.*Z");
			assertThat(client.why(waiting.id()).body().path("workers").path("live").asInt(-1)).isZero();
			assertThat(client.status(waiting.id()).text("/eta/basis")).isEqualTo("no worker is alive");
			assertThat(client.status(waiting.id()).body().path("eta").has("seconds")).isFalse();
		});
		assertThat(client.get("/actuator/health/readiness").text("/status")).isEqualTo("UP");
		pair.startSystemB();
		Awaitility.await().atMost(PATIENCE).until(ProcessKillIT::workers, "UP"::equals);
		InvariantChecker.checkAllSucceeded(pair);
	}

	private static String workers() {
		JsonNode components = pair.client().get("/actuator/health").body().path("components");
		return components.path("workers").path("status").asString("");
	}

	private static void killSystemAUnderBurst(SystemPair pair) {
		int before = pair.journal().countAccepted();
		List<CompletableFuture<JsonResponse>> calls = pair.client()
			.burst(500, (i) -> RequestSubmission.text("burst " + i));
		Awaitility.await().atMost(PATIENCE).until(() -> pair.journal().countAccepted() >= before + 50);
		pair.systemA().kill();
		pair.startSystemA();
		assertThat(calls).allSatisfy((call) -> assertThat(call).isDone());
		InvariantChecker.checkAllSucceeded(pair);
	}

}
