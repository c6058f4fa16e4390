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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests explanations, metrics, health and the Actuator endpoint of both systems.
 */
@Tag("extended")
class SystemObservabilityIT extends AbstractSystemPairIT {

	@Test
	void explainsWhichWorkerProcessesRequest() {
		JsonResponse accepted = this.apiClient.submit(RequestSubmission.simulatedWork(Duration.ofMinutes(5)));
		Awaitility.await().atMost(WAIT).untilAsserted(() -> {
			JsonResponse explanation = this.apiClient.explain(accepted.id());
			assertThat(explanation.text("/summary"))
				.matches("being processed by worker [0-9a-f-]{36}; 0 % done as of .* ago; 1 live worker, .*");
			assertThat(explanation.body().path("worker").asString("")).isNotEmpty();
		});
		assertThat(this.apiClient.cancelAsync(accepted.id()).join().status()).isEqualTo(200);
		assertThat(this.apiClient.explain(accepted.id()).text("/summary")).startsWith("cancelled at ");
	}

	@Test
	void listsEveryOperationWithItsSchema() {
		JsonNode operations = this.apiClient.get("/v1/operations").body().path("operations");
		assertThat(operations).extracting((operation) -> operation.path("name").asString())
			.contains("text.process", "text.word-count", "work.simulate");
		assertThat(operations)
			.allSatisfy((operation) -> assertThat(operation.at("/payload/properties").isObject()).isTrue());
	}

	@Test
	void exposesQueueDepthAndConsumersInBothSystems() {
		for (SystemProcess system : List.of(this.systemPair.systemA(), this.systemPair.systemB())) {
			String page = system.uri("/actuator/queues").toString();
			Awaitility.await().atMost(WAIT).untilAsserted(() -> {
				assertThat(this.apiClient.get(page).body().path("queues"))
					.filteredOn(SystemObservabilityIT::isTextProcess)
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
	void exposesLatencyHistogramsInBothSystems() {
		this.apiClient.submitAndWait(RequestSubmission.text("measured"), WAIT);
		String infinityBucket = "le=\"+Inf\"";
		assertThat(ScrapedMetrics.of(this.systemPair.systemA())
			.sum("asyncreply_request_duration_seconds_bucket", infinityBucket, "operation=\"text.process\"",
					"lane=\"interactive\"", "outcome=\"succeeded\"", "application=\"system-a\""))
			.isPositive();
		assertThat(ScrapedMetrics.of(this.systemPair.systemB())
			.sum("asyncreply_processing_duration_seconds_bucket", infinityBucket, "operation=\"text.process\"",
					"outcome=\"succeeded\"", "application=\"system-b\""))
			.isPositive();
	}

	@Test
	void reportsHealthOfEveryComponent() {
		Map<SystemProcess, List<String>> componentsBySystem = Map.of(this.systemPair.systemA(),
				List.of("broker", "ledger"), this.systemPair.systemB(), List.of("broker", "consumers"));
		componentsBySystem.forEach((system, names) -> {
			JsonResponse health = this.apiClient.get(system.uri("/actuator/health").toString());
			assertThat(health.text("/status")).isEqualTo("UP");
			assertThat(names)
				.allSatisfy((name) -> assertThat(health.text("/components/" + name + "/status")).isEqualTo("UP"));
		});
	}

	private static boolean isTextProcess(JsonNode queue) {
		return "requests.text.process".equals(queue.path("name").asString());
	}

}
