package io.asyncreply.endtoend.monitoring;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.asyncreply.endtoend.client.JsonResponse;
import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.harness.BrokerInspector;
import io.asyncreply.endtoend.harness.InvariantChecker;
import io.asyncreply.endtoend.harness.SystemPair;
import io.asyncreply.testsupport.broker.TestBroker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests that the statistics of a long queue match the broker and the requests.
 */
@Tag("extended")
class QueueStatisticsIT {

	private static final String QUEUE = "requests.work.simulate";

	private static final int PAGES = 10;

	private static final int PAGE_SIZE = 1_000;

	/** The interval of a heartbeat, and the time of a call. */
	private static final double TOLERANCE_SECONDS = 1.5;

	private static SystemPair systemPair;

	@BeforeAll
	static void startPair() {
		systemPair = SystemPair.start("queue-figures", TestBroker.shared());
	}

	@AfterAll
	static void close() {
		systemPair.close();
	}

	@Test
	void reportsDepthAndOldestAgeOfTenThousandRequests() {
		systemPair.systemB().terminate();
		for (int page = 0; page < PAGES; page++) {
			systemPair.client()
				.submitAll(PAGE_SIZE, (i) -> RequestSubmission.simulatedWork(Duration.ofMillis(20)));
		}
		awaitStatisticsMatchBroker();
		assertThat(queueStatistics().path("depth").asLong()).isEqualTo(PAGES * PAGE_SIZE);
		systemPair.startSystemB();
		Awaitility.await()
			.atMost(Duration.ofSeconds(60))
			.until(() -> queueStatistics().path("depth").asLong() < 8 * PAGE_SIZE);
		systemPair.systemB().terminate();
		awaitStatisticsMatchBroker();
		assertThat(queueStatistics().path("depth").asLong()).isBetween(1L, 8L * PAGE_SIZE);
		systemPair.startSystemB();
		InvariantChecker.checkAllSucceeded(systemPair);
	}

	/**
	 * Waits, because the counts of {@code rabbitmqctl} are up to 5 s old.
	 */
	private static void awaitStatisticsMatchBroker() {
		Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			JsonNode statistics = queueStatistics();
			assertThat(statistics.path("depth").asLong()).isEqualTo(countReadyMessages())
				.isEqualTo(statistics.path("requests").asLong());
		});
		List<JsonNode> waiting = systemPair.client().list("QUEUED");
		Instant oldest = Instant.parse(waiting.get(waiting.size() - 1).path("acceptedAt").asString());
		Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			JsonResponse queues = systemPair.client().get("/actuator/queues");
			Duration age = Duration.between(oldest, Instant.parse(queues.text("/asOf")));
			assertThat(queueStatistics(queues).path("oldestAge").asDouble()).isCloseTo(age.toMillis() / 1_000.0,
					within(TOLERANCE_SECONDS));
		});
	}

	private static long countReadyMessages() {
		return findQueue(BrokerInspector.of(systemPair).queues()).path("messages_ready").asLong();
	}

	private static JsonNode queueStatistics() {
		return queueStatistics(systemPair.client().get("/actuator/queues"));
	}

	private static JsonNode queueStatistics(JsonResponse queues) {
		return findQueue(queues.body().path("queues").valueStream().toList());
	}

	private static JsonNode findQueue(List<JsonNode> queues) {
		return queues.stream().filter((queue) -> QUEUE.equals(queue.path("name").asString())).findFirst().orElseThrow();
	}

}
