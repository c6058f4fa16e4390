package io.asyncreply.systema.web.explain;

import java.net.http.HttpResponse;
import java.nio.file.Path;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.SystemAWithoutBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

import static io.asyncreply.systema.SystemAWithoutBroker.json;
import static io.asyncreply.systema.SystemAWithoutBroker.path;
import static io.asyncreply.systema.web.problem.ProblemAssertions.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Explanations without a broker; {@code ProcessKillIT} checks them without workers.
 */
class ExplanationControllerIT {

	private static SystemAWithoutBroker systemA;

	@BeforeAll
	static void start(@TempDir Path folder) {
		systemA = SystemAWithoutBroker.start(folder, "asyncreply.retry.base=1h", "asyncreply.retry.cap=1h");
	}

	@AfterAll
	static void stop() {
		systemA.close();
	}

	private static JsonNode explanation(RequestId id) {
		HttpResponse<String> response = systemA.get(path(id) + "/why");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
		return json(response);
	}

	@Test
	void namesBrokerAsReasonForUnpublishedRequest() {
		RequestId id = systemA.submit();
		await().untilAsserted(() -> {
			JsonNode explanation = explanation(id);
			assertThat(explanation.path("state").asString()).isEqualTo("ACCEPTED");
			assertThat(explanation.path("summary").asString()).matches(
					"accepted .* ago, not published yet; " + "the broker cannot be reached: .*, since 20\\d\\d-.*Z");
			assertThat(explanation.at("/broker/reason").asString()).startsWith("the broker cannot be reached");
			assertThat(explanation.at("/broker/since").asString()).isNotEmpty();
			assertThat(explanation.has("workers")).isFalse();
			assertThat(explanation.at("/eta/basis").asString()).isNotEmpty();
		});
	}

	@Test
	void showsLastProgressOfRunningRequest() {
		RequestId id = systemA.submit();
		systemA.progress(id, 40);
		JsonNode explanation = explanation(id);
		assertThat(explanation.path("summary").asString()).contains("40 % done (half way) as of");
		assertThat(explanation.at("/progress/percent").asInt()).isEqualTo(40);
		assertThat(explanation.path("reportedAt").asString())
			.isEqualTo(json(systemA.get(path(id))).path("updatedAt").asString());
	}

	@Test
	void showsTimeAndCauseOfRetry() {
		RequestId id = systemA.submit();
		systemA.failRetryably(id, "broken");
		JsonNode explanation = explanation(id);
		assertThat(explanation.path("summary").asString()).startsWith("waits for attempt 2; ")
			.endsWith("last error: It failed: Reported by the test.");
		assertThat(explanation.at("/error/type").asString()).isEqualTo("urn:asyncreply:problem:broken");
		assertThat(explanation.path("dispatchAt").asString()).isNotEmpty();
		assertThat(json(systemA.get(path(id))).has("error")).isFalse();
	}

	@Test
	void showsOutcomeOfEndedRequestWithoutWorkers() {
		RequestId id = systemA.submit();
		systemA.fail(id, "broken");
		JsonNode explanation = explanation(id);
		assertThat(explanation.path("summary").asString()).startsWith("failed at ")
			.endsWith("; It failed: Reported by the test.");
		assertThat(explanation.propertyNames()).containsExactly("id", "state", "summary", "since", "attempts", "error");
	}

	@Test
	void answersProblemForUnknownAndErasedRequest() {
		assertProblem(systemA.get("/v1/requests/01a2027b-9176-7ad6-aadb-9d62ac57b6b4/why"), 404, "unknown-request");
		RequestId erased = systemA.submit();
		systemA.succeed(erased, "{}");
		systemA.send(systemA.request(path(erased)).DELETE());
		assertProblem(systemA.get(path(erased) + "/why"), 410, "purged");
		assertProblem(systemA.get(path(erased) + "/why", "Accept", "text/plain"), 406, "not-acceptable");
	}

	@Test
	void reportsUnknownWorkersAndStaysReady() {
		JsonNode components = json(systemA.get("/actuator/health")).path("components");
		assertThat(components.path("workers").path("status").asString()).isEqualTo("UNKNOWN");
		assertThat(systemA.get("/actuator/health/readiness").statusCode()).isEqualTo(200);
	}

}
