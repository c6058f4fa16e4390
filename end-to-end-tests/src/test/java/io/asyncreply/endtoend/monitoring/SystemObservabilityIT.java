package io.asyncreply.endtoend.monitoring;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.asyncreply.endtoend.client.JsonResponse;
import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.harness.AbstractSystemPairIT;
import io.asyncreply.endtoend.harness.ScrapedMetrics;
import io.asyncreply.testsupport.process.SystemProcess;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What both systems tell operators and callers of themselves and their work.
 */
class SystemObservabilityIT extends AbstractSystemPairIT {

	@Test
	void workThatRunsIsInTheHandsOfAWorker() {
		JsonResponse accepted = this.client.submit(RequestSubmission.work(Duration.ofMinutes(5)));
		Awaitility.await().atMost(WAIT).untilAsserted(() -> {
			JsonResponse why = this.client.why(accepted.id());
			assertThat(why.text("/summary"))
				.matches("in the hands of worker [0-9a-f-]{36}; 0 % done as of .* ago; 1 worker alive, .*");
			assertThat(why.body().path("worker").asString("")).isNotEmpty();
		});
		assertThat(this.client.cancelLater(accepted.id()).join().status()).isEqualTo(200);
		assertThat(this.client.why(accepted.id()).text("/summary")).startsWith("cancelled at ");
	}

	@Test
	void everyOperationIsOfferedWithItsSchema() {
		JsonNode operations = this.client.get("/v1/operations").body().path("operations");
		assertThat(operations).extracting((operation) -> operation.path("name").asString())
			.contains("text.process", "text.word-count", "work.simulate");
		assertThat(operations)
			.allSatisfy((operation) -> assertThat(operation.at("/payload/properties").isObject()).isTrue());
	}

	@Test
	void bothSystemsShowDepthAndConsumers() {
		for (SystemProcess system : List.of(this.pair.systemA(), this.pair.systemB())) {
			String page = system.uri("/actuator/queues").toString();
			Awaitility.await().atMost(WAIT).untilAsserted(() -> {
				assertThat(this.client.get(page).body().path("queues")).filteredOn(SystemObservabilityIT::isTextProcess)
					.singleElement()
					.satisfies((queue) -> {
						assertThat(queue.path("depth").asInt(-1)).isZero();
						assertThat(queue.path("consumers").asInt()).isOne();
					});
				assertThat(ScrapedMetrics.of(system).has("asyncreply_queue_depth", "queue=\"requests.text.process\""))
					.isTrue();
				assertThat(
						ScrapedMetrics.of(system).sum("asyncreply_queue_consumers", "queue=\"requests.text.process\""))
					.isOne();
			});
		}
	}

	@Test
	void bothSystemsMeasureLatencyInHistograms() {
		this.client.submitAndWait(RequestSubmission.text("measured"), WAIT);
		String all = "le=\"+Inf\"";
		assertThat(ScrapedMetrics.of(this.pair.systemA())
			.sum("asyncreply_request_duration_seconds_bucket", all, "operation=\"text.process\"",
					"lane=\"interactive\"", "outcome=\"succeeded\"", "application=\"system-a\""))
			.isPositive();
		assertThat(ScrapedMetrics.of(this.pair.systemB())
			.sum("asyncreply_processing_duration_seconds_bucket", all, "operation=\"text.process\"",
					"outcome=\"succeeded\"", "application=\"system-b\""))
			.isPositive();
	}

	@Test
	void healthNamesBrokerAndLedger() {
		Map<SystemProcess, List<String>> parts = Map.of(this.pair.systemA(), List.of("broker", "ledger"),
				this.pair.systemB(), List.of("broker", "consumers"));
		parts.forEach((system, names) -> {
			JsonResponse health = this.client.get(system.uri("/actuator/health").toString());
			assertThat(health.text("/status")).isEqualTo("UP");
			assertThat(names)
				.allSatisfy((name) -> assertThat(health.text("/components/" + name + "/status")).isEqualTo("UP"));
		});
	}

	private static boolean isTextProcess(JsonNode queue) {
		return "requests.text.process".equals(queue.path("name").asString());
	}

}
