package io.asyncreply.endtoend.fault;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

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
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A broker that goes and comes back, or is replaced: accepting goes on, and everything
 * drains.
 */
class BrokerOutageIT {

	private static final Duration UNTIL_NOTICED = Duration.ofSeconds(15);

	private static TestBroker broker;

	private static SystemPair pair;

	private static ApiClient client;

	@BeforeAll
	static void startPair() {
		pair = SystemPairSpec.withBroker("outage").start();
		broker = pair.broker();
		client = pair.client();
	}

	@AfterAll
	static void close() {
		pair.close();
	}

	@Test
	void acceptingGoesOnWithoutBrokerAndEverythingDrainsWhenItIsBack() {
		broker.stop();
		assertThat(statuses(submitInBothLanes(100))).containsOnly(202);
		awaitBrokerDown();
		assertThat(client.get("/actuator/health/readiness").text("/status")).isEqualTo("UP");
		List<JsonNode> accepted = client.list("ACCEPTED");
		assertThat(accepted).hasSizeGreaterThanOrEqualTo(100);
		Awaitility.await()
			.atMost(UNTIL_NOTICED)
			.until(() -> client.status(accepted.get(0).path("id").asString()).text("/eta/basis"),
					"workers cannot be heard"::equals);
		broker.restart();
		InvariantChecker.checkAllSucceeded(pair);
		assertThat(client.get("/actuator/health").text("/components/broker/status")).isEqualTo("UP");
	}

	@Test
	void requestsThatWaitUnsentSurviveTheirBroker() {
		broker.stop();
		assertThat(statuses(submitInBothLanes(50))).containsOnly(202);
		broker.wipe();
		InvariantChecker.checkAllSucceeded(pair);
	}

	private void awaitBrokerDown() {
		Awaitility.await().atMost(UNTIL_NOTICED).untilAsserted(() -> {
			JsonResponse health = client.get("/actuator/health");
			assertThat(health.status()).isEqualTo(503);
			assertThat(health.text("/components/broker/status")).isEqualTo("DOWN");
			assertThat(health.text("/components/broker/details/reason")).isNotEmpty();
			assertThat(health.text("/components/ledger/status")).isEqualTo("UP");
		});
	}

	private List<CompletableFuture<JsonResponse>> submitInBothLanes(int count) {
		return client.burst(count,
				(i) -> RequestSubmission.text("outage " + i).in((i % 2 == 0) ? Lane.INTERACTIVE : Lane.BULK));
	}

	private static List<Integer> statuses(List<CompletableFuture<JsonResponse>> calls) {
		return calls.stream().map((call) -> call.join().status()).toList();
	}

}
