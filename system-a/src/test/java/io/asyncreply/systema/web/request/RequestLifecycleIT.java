package io.asyncreply.systema.web.request;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.SystemAWithoutBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static io.asyncreply.systema.SystemAWithoutBroker.HELLO;
import static io.asyncreply.systema.SystemAWithoutBroker.id;
import static io.asyncreply.systema.SystemAWithoutBroker.json;
import static io.asyncreply.systema.SystemAWithoutBroker.path;
import static io.asyncreply.systema.web.problem.ProblemAssertions.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Cancelling, retrying and erasing requests over HTTP.
 */
class RequestLifecycleIT {

	private static final String UNKNOWN = "/v1/requests/01a2027b-9176-7ad6-aadb-9d62ac57b6b4";

	private static SystemAWithoutBroker systemA;

	@BeforeAll
	static void start(@TempDir Path folder) {
		systemA = SystemAWithoutBroker.start(folder);
	}

	@AfterAll
	static void stop() {
		systemA.close();
	}

	@Test
	void cancelsOpenRequestPermanently() {
		RequestId id = systemA.submit();
		HttpResponse<String> cancelled = post(path(id) + "/cancel");
		assertThat(cancelled.statusCode()).isEqualTo(200);
		assertThat(json(cancelled).path("state").asString()).isEqualTo("CANCELLED");
		assertThat(json(cancelled).path("done").asBoolean()).isTrue();
		assertThat(json(cancelled).path("error").path("type").asString()).isEqualTo("urn:asyncreply:problem:cancelled");
		systemA.succeed(id, "{\"text\":\"too late\"}");
		HttpResponse<String> repeated = post(path(id) + "/cancel");
		assertThat(repeated.statusCode()).isEqualTo(200);
		assertThat(json(repeated)).isEqualTo(json(cancelled)).isEqualTo(json(systemA.get(path(id))));
	}

	@Test
	void answersWaitingCallerAfterCancellation() {
		CompletableFuture<HttpResponse<String>> waiting = systemA
			.sendAsync(systemA.submission(HELLO, "Prefer", "wait=30", "Idempotency-Key", "\"waits-for-cancel\""));
		await().until(() -> systemA.waitingCallers() > 0);
		RequestId id = id(systemA.post(HELLO, "Idempotency-Key", "\"waits-for-cancel\""));
		post(path(id) + "/cancel");
		HttpResponse<String> response = waiting.orTimeout(20, TimeUnit.SECONDS).join();
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(json(response).path("state").asString()).isEqualTo("CANCELLED");
	}

	@Test
	void rejectsCancellationOfEndedRequest() {
		RequestId succeeded = systemA.submit();
		systemA.succeed(succeeded, "{}");
		assertConflict(post(path(succeeded) + "/cancel"), "already-ended", "SUCCEEDED");
		RequestId failed = systemA.submit();
		systemA.fail(failed, "broken");
		assertConflict(post(path(failed) + "/cancel"), "already-ended", "FAILED");
	}

	@Test
	void retriesFailedRequestUnderSameUrl() {
		HttpResponse<String> submitted = systemA.post("""
				{"operation": "text.process", "payload": {"text": "hello"}, "deadline": "PT90S"}""");
		RequestId id = id(submitted);
		systemA.fail(id, "broken");
		HttpResponse<String> retried = post(path(id) + "/retry");
		assertThat(retried.statusCode()).isEqualTo(202);
		assertThat(retried.headers().firstValue("Location")).hasValue(path(id));
		assertThat(retried.headers().firstValue("Retry-After")).isPresent();
		JsonNode status = json(retried);
		assertThat(status.path("state").asString()).isEqualTo("ACCEPTED");
		assertThat(status.path("attempts").asInt()).isEqualTo(2);
		assertThat(status.path("generation").asInt()).isEqualTo(2);
		assertThat(status.has("error")).isFalse();
		assertThat(Duration.between(Instant.parse(status.path("updatedAt").asString()),
				Instant.parse(status.path("deadline").asString())))
			.isCloseTo(Duration.ofSeconds(90), Duration.ofSeconds(1));
		systemA.succeed(id, "{\"text\":\"at last\"}");
		assertThat(json(systemA.get(path(id))).path("result").path("text").asString()).isEqualTo("at last");
	}

	@Test
	void waitsForEndOfRetriedRequest() {
		RequestId id = systemA.submit();
		post(path(id) + "/cancel");
		CompletableFuture<HttpResponse<String>> waiting = systemA.sendAsync(
				systemA.request(path(id) + "/retry", "Prefer", "wait=30").POST(HttpRequest.BodyPublishers.noBody()));
		await().until(() -> json(systemA.get(path(id))).path("attempts").asInt() == 2);
		systemA.succeed(id, "{\"text\":\"at last\"}");
		HttpResponse<String> response = waiting.orTimeout(20, TimeUnit.SECONDS).join();
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("Preference-Applied")).hasValue("wait=30");
		assertThat(json(response).path("state").asString()).isEqualTo("SUCCEEDED");
	}

	@Test
	void rejectsRetryOfOpenOrSucceededRequest() {
		RequestId id = systemA.submit();
		assertConflict(post(path(id) + "/retry"), "not-retryable", "ACCEPTED");
		systemA.succeed(id, "{}");
		assertConflict(post(path(id) + "/retry"), "not-retryable", "SUCCEEDED");
	}

	@Test
	void answersGoneForErasedRequest() {
		RequestId id = systemA.submit();
		assertConflict(delete(path(id)), "still-open", "ACCEPTED");
		systemA.succeed(id, "{\"text\":\"a secret\"}");
		HttpResponse<String> erased = delete(path(id));
		assertThat(erased.statusCode()).isEqualTo(204);
		assertThat(erased.body()).isEmpty();
		List<HttpResponse<String>> responses = List.of(systemA.get(path(id)), delete(path(id)),
				post(path(id) + "/cancel"), post(path(id) + "/retry"), systemA.get(path(id), "Prefer", "wait=1"));
		for (HttpResponse<String> response : responses) {
			assertProblem(response, 410, "purged");
			assertThat(response.body()).doesNotContain("a secret");
		}
		assertThat(systemA.get("/v1/requests?pageSize=200").body()).doesNotContain(id.toString());
	}

	@ParameterizedTest
	@ValueSource(strings = { UNKNOWN, "/v1/requests/1", "/v1/requests/01A2027B-9176-7AD6-AADB-9D62AC57B6B4",
			"/v1/requests/null" })
	void rejectsActionsOnUnknownRequest(String path) {
		assertProblem(post(path + "/cancel"), 404, "unknown-request");
		assertProblem(post(path + "/retry"), 404, "unknown-request");
		assertProblem(delete(path), 404, "unknown-request");
	}

	private static void assertConflict(HttpResponse<String> response, String problemType, String state) {
		assertProblem(response, 409, problemType);
		assertThat(json(response).path("state").asString()).isEqualTo(state);
	}

	private static HttpResponse<String> post(String path) {
		return systemA.send(systemA.request(path).POST(HttpRequest.BodyPublishers.noBody()));
	}

	private static HttpResponse<String> delete(String path) {
		return systemA.send(systemA.request(path).DELETE());
	}

}
