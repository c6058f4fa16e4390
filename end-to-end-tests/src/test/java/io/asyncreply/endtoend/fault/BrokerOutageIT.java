package io.asyncreply.endtoend.fault;

import java.time.Duration;
import java.util.List;

import io.asyncreply.endtoend.client.ApiClient;
import io.asyncreply.endtoend.client.JsonResponse;
import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.harness.InvariantChecker;
import io.asyncreply.endtoend.harness.SystemPair;
import io.asyncreply.endtoend.harness.SystemPairSpec;
import io.asyncreply.messages.Lane;
import io.asyncreply.testsupport.broker.TestBroker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that System A accepts requests while the broker is down, and that all complete
 * once it is back, even with an empty broker.
 */
@Tag("extended")
class BrokerOutageIT {

	private static final Duration DETECTION_TIMEOUT = Duration.ofSeconds(15);

	private static TestBroker broker;

	private static SystemPair systemPair;

	private static ApiClient apiClient;

	@BeforeAll
	static void startPair() {
		systemPair = SystemPairSpec.withOwnBroker("outage").start();
		broker = systemPair.broker();
		apiClient = systemPair.client();
	}

	@AfterAll
	static void close() {
		systemPair.close();
	}

	@Test
	void acceptsRequestsWithoutBrokerAndDrainsThemAfterwards() {
		broker.stop();
		submitInBothLanes(100);
		awaitBrokerDown();
		assertThat(apiClient.get("/actuator/health/readiness").text("/status")).isEqualTo("UP");
		List<JsonNode> accepted = apiClient.list("ACCEPTED");
		assertThat(accepted).hasSizeGreaterThanOrEqualTo(100);
		Awaitility.await()
			.atMost(DETECTION_TIMEOUT)
			.until(() -> apiClient.getStatus(accepted.get(0).path("id").asString()).text("/eta/basis"),
					"workers-unknown"::equals);
		broker.restart();
		InvariantChecker.checkAllSucceeded(systemPair);
		assertThat(apiClient.get("/actuator/health").text("/components/broker/status")).isEqualTo("UP");
	}

	@Test
	void keepsUnsentRequestsWhenBrokerIsWiped() {
		broker.stop();
		submitInBothLanes(50);
		broker.wipe();
		InvariantChecker.checkAllSucceeded(systemPair);
	}

	private void awaitBrokerDown() {
		Awaitility.await().atMost(DETECTION_TIMEOUT).untilAsserted(() -> {
			JsonResponse health = apiClient.get("/actuator/health");
			assertThat(health.status()).isEqualTo(503);
			assertThat(health.text("/components/broker/status")).isEqualTo("DOWN");
			assertThat(health.text("/components/broker/details/reason")).isNotEmpty();
			assertThat(health.text("/components/ledger/status")).isEqualTo("UP");
		});
	}

	private static void submitInBothLanes(int count) {
		apiClient.submitAll(count,
				(i) -> RequestSubmission.text("outage " + i).inLane((i % 2 == 0) ? Lane.INTERACTIVE : Lane.BULK));
	}

}
