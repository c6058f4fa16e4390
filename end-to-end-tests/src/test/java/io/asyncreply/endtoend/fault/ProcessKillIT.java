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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that all accepted requests succeed after SIGKILL of System A, System B or the
 * broker.
 */
class ProcessKillIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static TestBroker broker;

	private static SystemPair systemPair;

	@BeforeAll
	static void startPair() {
		systemPair = SystemPairSpec.withOwnBroker("kill").start();
		broker = systemPair.broker();
	}

	@AfterAll
	static void close() {
		systemPair.close();
	}

	@Test
	void keepsRequestsWhenSystemAIsKilled() {
		assertAllSucceedWhenSystemAIsKilledDuringBurst(systemPair);
	}

	@Test
	@Tag("extended")
	void keepsRequestsOnPostgresqlWhenSystemAIsKilled() {
		try (SystemPair onPostgresql = SystemPairSpec.of("kill-postgresql", broker)
			.withPostgres(TestPostgres.shared())
			.start()) {
			assertAllSucceedWhenSystemAIsKilledDuringBurst(onPostgresql);
		}
	}

	@Test
	@Tag("extended")
	void keepsLastRequestBeforeKillOfSystemA() {
		JsonResponse accepted = systemPair.client().submit(RequestSubmission.text("last request"));
		systemPair.systemA().kill();
		assertThat(accepted.status()).isEqualTo(202);
		systemPair.startSystemA();
		assertThat(systemPair.client().awaitCompletion(accepted.id()).text("/result/text"))
			.isEqualTo("Processed: last request");
		InvariantChecker.checkAllSucceeded(systemPair);
	}

	@Test
	void completesWorkWhenSystemBIsKilled() {
		List<CompletableFuture<JsonResponse>> calls = systemPair.client()
			.burst(20, (i) -> RequestSubmission.simulatedWork(Duration.ofSeconds(3)));
		calls.forEach(CompletableFuture::join);
		Awaitility.await().atMost(TIMEOUT).until(() -> !systemPair.client().list("RUNNING").isEmpty());
		systemPair.systemB().kill();
		systemPair.startSystemB();
		InvariantChecker.checkAllSucceeded(systemPair);
		assertThat(systemPair.client().list(null))
			.allSatisfy((request) -> assertThat(request.path("attempts").asInt()).isOne());
	}

	@Test
	void acceptsAndKeepsRequestsWhenBrokerIsKilled() {
		try (LoadGenerator loadGenerator = LoadGenerator.start(systemPair.client())) {
			Awaitility.await().atMost(TIMEOUT).until(() -> loadGenerator.callCount() > 50);
			broker.kill();
			broker.restart();
			int callsAtRestart = loadGenerator.callCount();
			Awaitility.await().atMost(TIMEOUT).until(() -> loadGenerator.callCount() > callsAtRestart + 50);
			assertThat(loadGenerator.stop()).containsOnly(202);
		}
		InvariantChecker.checkAllSucceeded(systemPair);
	}

	@Test
	@Tag("extended")
	void startsWithoutBrokerAndConnectsLater() {
		systemPair.systemA().kill();
		systemPair.systemB().kill();
		broker.stop();
		systemPair.startSystemA();
		systemPair.startSystemB();
		assertThat(systemPair.client().submit(RequestSubmission.text("early")).status()).isEqualTo(202);
		broker.restart();
		InvariantChecker.checkAllSucceeded(systemPair);
	}

	/** A worker counts as lost after 3 s, and the estimate is updated every second. */
	@Test
	@Tag("extended")
	void reportsLossOfLastWorkerWithinFiveSeconds() {
		ApiClient apiClient = systemPair.client();
		Awaitility.await().atMost(TIMEOUT).until(ProcessKillIT::workersHealth, "UP"::equals);
		JsonResponse running = apiClient.submit(RequestSubmission.simulatedWork(Duration.ofSeconds(10)));
		Awaitility.await().atMost(TIMEOUT).until(() -> apiClient.explain(running.id()).body().has("worker"));
		systemPair.systemB().kill();
		Awaitility.await().atMost(Duration.ofSeconds(5)).until(ProcessKillIT::workersHealth, "OUT_OF_SERVICE"::equals);
		assertThat(apiClient.explain(running.id()).body().has("worker")).isFalse();
		assertThat(apiClient.explain(running.id()).body().path("workers").path("inFlight").asInt(-1)).isZero();
		JsonResponse waiting = apiClient.submit(RequestSubmission.text("without workers"));
		Awaitility.await().atMost(TIMEOUT).untilAsserted(() -> {
			assertThat(apiClient.explain(waiting.id()).text("/summary"))
				.matches("queued .*; no worker is live since 20.*Z");
			assertThat(apiClient.explain(waiting.id()).body().path("workers").path("live").asInt(-1)).isZero();
			assertThat(apiClient.getStatus(waiting.id()).text("/eta/basis")).isEqualTo("no-live-worker");
			assertThat(apiClient.getStatus(waiting.id()).body().path("eta").has("seconds")).isFalse();
		});
		assertThat(apiClient.get("/actuator/health/readiness").text("/status")).isEqualTo("UP");
		systemPair.startSystemB();
		Awaitility.await().atMost(TIMEOUT).until(ProcessKillIT::workersHealth, "UP"::equals);
		InvariantChecker.checkAllSucceeded(systemPair);
	}

	private static String workersHealth() {
		JsonNode components = systemPair.client().get("/actuator/health").body().path("components");
		return components.path("workers").path("status").asString("");
	}

	private static void assertAllSucceedWhenSystemAIsKilledDuringBurst(SystemPair systemPair) {
		int before = systemPair.journal().countAccepted();
		List<CompletableFuture<JsonResponse>> calls = systemPair.client()
			.burst(500, (i) -> RequestSubmission.text("burst " + i));
		Awaitility.await().atMost(TIMEOUT).until(() -> systemPair.journal().countAccepted() >= before + 50);
		systemPair.systemA().kill();
		systemPair.startSystemA();
		assertThat(calls).allSatisfy((call) -> assertThat(call).isDone());
		InvariantChecker.checkAllSucceeded(systemPair);
	}

}
