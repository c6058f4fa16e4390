package io.asyncreply.endtoend;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.Lane;
import io.asyncreply.testsupport.TestBroker;
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
class OutageIT {

	private static final Duration UNTIL_NOTICED = Duration.ofSeconds(15);

	private static TestBroker broker;

	private static Pair pair;

	private static Client client;

	@BeforeAll
	static void startPair() {
		pair = PairPlan.withBroker("outage").start();
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
		Invariants.checkAllSucceeded(pair);
		assertThat(client.get("/actuator/health").text("/components/broker/status")).isEqualTo("UP");
	}

	@Test
	void requestsThatWaitUnsentSurviveTheirBroker() {
		broker.stop();
		assertThat(statuses(submitInBothLanes(50))).containsOnly(202);
		broker.wipe();
		Invariants.checkAllSucceeded(pair);
	}

	private void awaitBrokerDown() {
		Awaitility.await().atMost(UNTIL_NOTICED).untilAsserted(() -> {
			Answer health = client.get("/actuator/health");
			assertThat(health.status()).isEqualTo(503);
			assertThat(health.text("/components/broker/status")).isEqualTo("DOWN");
			assertThat(health.text("/components/broker/details/reason")).isNotEmpty();
			assertThat(health.text("/components/ledger/status")).isEqualTo("UP");
		});
	}

	private List<CompletableFuture<Answer>> submitInBothLanes(int count) {
		return client.burst(count,
				(i) -> Submission.text("outage " + i).in((i % 2 == 0) ? Lane.INTERACTIVE : Lane.BULK));
	}

	private static List<Integer> statuses(List<CompletableFuture<Answer>> calls) {
		return calls.stream().map((call) -> call.join().status()).toList();
	}

}
