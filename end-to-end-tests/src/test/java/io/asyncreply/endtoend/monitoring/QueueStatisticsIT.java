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
 * What System A says of a long queue is what the broker and the requests themselves say.
 */
@Tag("long")
class QueueStatisticsIT {

	private static final String QUEUE = "requests.work.simulate";

	private static final int PAGES = 10;

	private static final int PAGE = 1_000;

	/** A pulse, and the time that it takes to ask. */
	private static final double SECONDS = 1.5;

	private static SystemPair pair;

	@BeforeAll
	static void startPair() {
		pair = SystemPair.start("queue-figures", TestBroker.shared());
	}

	@AfterAll
	static void close() {
		pair.close();
	}

	@Test
	void depthAndOldestAgeOfTenThousandAreTheBrokersAndTheirOwn() {
		pair.systemB().terminate();
		for (int page = 0; page < PAGES; page++) {
			assertThat(pair.client().burst(PAGE, (i) -> RequestSubmission.work(Duration.ofMillis(20))))
				.allSatisfy((call) -> assertThat(call.join().status()).isEqualTo(202));
		}
		awaitAgreement();
		assertThat(figures().path("depth").asLong()).isEqualTo(PAGES * PAGE);
		pair.startSystemB();
		Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> figures().path("depth").asLong() < 8 * PAGE);
		pair.systemB().terminate();
		awaitAgreement();
		assertThat(figures().path("depth").asLong()).isBetween(1L, 8L * PAGE);
		pair.startSystemB();
		InvariantChecker.checkAllSucceeded(pair);
	}

	/**
	 * What {@code rabbitmqctl} says of a quorum queue is itself up to five seconds old.
	 */
	private static void awaitAgreement() {
		Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			JsonNode figures = figures();
			assertThat(figures.path("depth").asLong()).isEqualTo(readyAtTheBroker())
				.isEqualTo(figures.path("requests").asLong());
		});
		List<JsonNode> waiting = pair.client().list("QUEUED");
		Instant oldest = Instant.parse(waiting.get(waiting.size() - 1).path("acceptedAt").asString());
		Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			JsonResponse queues = pair.client().get("/actuator/queues");
			Duration age = Duration.between(oldest, Instant.parse(queues.text("/asOf")));
			assertThat(figures(queues).path("oldestAge").asDouble()).isCloseTo(age.toMillis() / 1_000.0,
					within(SECONDS));
		});
	}

	private static long readyAtTheBroker() {
		return named(BrokerInspector.of(pair).queues()).path("messages_ready").asLong();
	}

	private static JsonNode figures() {
		return figures(pair.client().get("/actuator/queues"));
	}

	private static JsonNode figures(JsonResponse queues) {
		return named(queues.body().path("queues").valueStream().toList());
	}

	private static JsonNode named(List<JsonNode> queues) {
		return queues.stream().filter((queue) -> QUEUE.equals(queue.path("name").asString())).findFirst().orElseThrow();
	}

}
