package io.asyncreply.systema.web.request;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.AbstractAcceptedRequestIT;
import io.asyncreply.systema.SystemAWithoutBroker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static io.asyncreply.systema.SystemAWithoutBroker.HELLO;
import static io.asyncreply.systema.SystemAWithoutBroker.REQUESTS;
import static io.asyncreply.systema.SystemAWithoutBroker.id;
import static io.asyncreply.systema.SystemAWithoutBroker.json;
import static io.asyncreply.systema.SystemAWithoutBroker.path;
import static io.asyncreply.systema.web.problem.ProblemAssertions.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

/**
 * The request resource over HTTP.
 */
class RequestControllerIT extends AbstractAcceptedRequestIT {

	@Test
	void answersSubmissionWith202AndLocation() {
		HttpResponse<String> response = systemA.post("""
				{"operation": "text.word-count", "payload": {"text": "a b"}, "lane": "bulk", "deadline": "PT90S"}""");
		assertThat(response.statusCode()).isEqualTo(202);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
		assertThat(response.headers().firstValue("Location")).hasValue(path(id(response)));
		assertThat(response.headers().firstValue("Retry-After")).hasValue("1");
		assertThat(response.headers().firstValue("Vary")).hasValue("Prefer");
		assertThat(response.headers().firstValue("Preference-Applied")).isEmpty();
		JsonNode status = json(response);
		assertThat(status.propertyNames()).containsExactly("id", "operation", "lane", "state", "done", "attempts",
				"eta", "acceptedAt", "updatedAt", "deadline");
		assertThat(status.path("operation").asString()).isEqualTo("text.word-count");
		assertThat(status.path("lane").asString()).isEqualTo("bulk");
		assertThat(status.path("state").asString()).isEqualTo("ACCEPTED");
		assertThat(status.path("done").asBoolean()).isFalse();
		assertThat(status.path("attempts").asInt()).isOne();
		assertThat(status.path("eta").propertyNames()).containsExactly("ahead", "basis", "reason");
		assertThat(status.path("eta").path("basis").asString()).isEqualTo("workers-unknown");
		Instant acceptedAt = Instant.parse(status.path("acceptedAt").asString());
		assertThat(acceptedAt).isCloseTo(Instant.now(), within(10, ChronoUnit.SECONDS));
		assertThat(Duration.between(acceptedAt, Instant.parse(status.path("deadline").asString())))
			.isCloseTo(Duration.ofSeconds(90), Duration.ofSeconds(1));
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/json", "application/json; charset=utf-8", "application/json;charset=UTF8",
			"Application/JSON; Charset=\"utf8\"", "application/x-ndjson;charset=utf8" })
	void acceptsUtf8UnderBothNames(String type) {
		HttpResponse<String> response = systemA
			.send(systemA.request(REQUESTS, "Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(HELLO)));
		assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
	}

	@Test
	void showsRequestAtItsLocation() {
		HttpResponse<String> submitted = systemA.post(HELLO);
		HttpResponse<String> read = systemA.get(path(id(submitted)));
		assertThat(read.statusCode()).isEqualTo(200);
		assertThat(json(read)).isEqualTo(json(submitted));
		assertThat(read.headers().firstValue("ETag")).hasValue("\"1\"");
		assertThat(read.headers().firstValue("Retry-After")).hasValue("1");
	}

	@Test
	void showsResultAndTimingsOfEndedRequest() {
		RequestId id = systemA.submit();
		systemA.progress(id, 50);
		assertThat(json(systemA.get(path(id))).path("progress").path("percent").asInt()).isEqualTo(50);
		assertThat(json(systemA.get(path(id))).path("progress").path("message").asString()).isEqualTo("half way");
		systemA.succeed(id, "{\"text\":\"Processed: hello\",\"big\":123456789012345678901234567890}");
		HttpResponse<String> read = systemA.get(path(id));
		assertThat(read.headers().firstValue("Retry-After")).isEmpty();
		assertThat(read.body())
			.contains("\"result\":{\"text\":\"Processed: hello\",\"big\":123456789012345678901234567890}");
		JsonNode status = json(read);
		assertThat(status.path("state").asString()).isEqualTo("SUCCEEDED");
		assertThat(status.path("done").asBoolean()).isTrue();
		assertThat(status.has("error")).isFalse();
		JsonNode timings = status.path("timings");
		assertThat(timings.path("processing").asString()).isEqualTo("PT0.001S");
		assertThat(Duration.parse(timings.path("waiting").asString())
			.plus(Duration.parse(timings.path("processing").asString())))
			.isEqualTo(Duration.parse(timings.path("total").asString()));
	}

	@Test
	void answersFailedRequestWith200() {
		RequestId id = systemA.submit();
		systemA.fail(id, "simulated-failure");
		HttpResponse<String> read = systemA.get(path(id));
		assertThat(read.statusCode()).isEqualTo(200);
		assertThat(json(read).path("state").asString()).isEqualTo("FAILED");
		assertThat(json(read).path("error").path("type").asString())
			.isEqualTo("urn:asyncreply:problem:simulated-failure");
		assertThat(json(read).has("result")).isFalse();
	}

	@Test
	void answersHeadWithoutBody() {
		RequestId id = systemA.submit();
		HttpResponse<String> head = systemA
			.send(systemA.request(path(id)).method("HEAD", HttpRequest.BodyPublishers.noBody()));
		assertThat(head.statusCode()).isEqualTo(200);
		assertThat(head.headers().firstValue("ETag")).hasValue("\"1\"");
		assertThat(head.headers().firstValueAsLong("Content-Length")).hasValue(systemA.get(path(id)).body().length());
		assertThat(head.body()).isEmpty();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			/v1/requests                                             | GET,HEAD,POST,OPTIONS
			/v1/requests/01a2027b-9176-7ad6-aadb-9d62ac57b6b4        | GET,HEAD,DELETE,OPTIONS
			/v1/requests/01a2027b-9176-7ad6-aadb-9d62ac57b6b4/cancel | POST,OPTIONS
			/v1/operations                                           | GET,HEAD,OPTIONS
			""")
	void answersOptionsWithSupportedMethods(String path, String methods) {
		HttpResponse<String> options = systemA.send(systemA.request(path, "Content-Type", "application/json")
			.method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
		assertThat(options.statusCode()).isEqualTo(200);
		assertThat(options.headers().allValues("Allow")).singleElement()
			.satisfies((allow) -> assertThat(allow.split(", ?")).containsExactlyInAnyOrder(methods.split(",")));
	}

	@Test
	void answersNotModifiedForKnownVersion() {
		RequestId id = systemA.submit();
		for (String tag : List.of("\"1\"", "W/\"1\"", "*", "\"x\", \"1\"")) {
			HttpResponse<String> response = systemA.get(path(id), "If-None-Match", tag);
			assertThat(response.statusCode()).as(tag).isEqualTo(304);
			assertThat(response.headers().firstValue("ETag")).hasValue("\"1\"");
			assertThat(response.headers().firstValue("Content-Type")).isEmpty();
		}
		assertThat(systemA.get(path(id), "If-None-Match", "\"2\"").statusCode()).isEqualTo(200);
		systemA.progress(id, 1);
		HttpResponse<String> changed = systemA.get(path(id), "If-None-Match", "\"1\"");
		assertThat(changed.statusCode()).isEqualTo(200);
		assertThat(changed.headers().firstValue("ETag")).isNotEqualTo("\"1\"");
	}

	@Test
	void returnsSameRequestForRepeatedSubmission() {
		HttpResponse<String> first = systemA.post(HELLO, "Idempotency-Key", "\"key-1\"");
		HttpResponse<String> open = systemA.post(HELLO, "Idempotency-Key", "key-1");
		assertThat(open.statusCode()).isEqualTo(202);
		assertThat(id(open)).isEqualTo(id(first));
		assertThat(open.headers().firstValue("Location")).isEqualTo(first.headers().firstValue("Location"));
		systemA.succeed(id(first), "{}");
		HttpResponse<String> ended = systemA.post(HELLO, "Idempotency-Key", "key-1");
		assertThat(ended.statusCode()).isEqualTo(200);
		assertThat(id(ended)).isEqualTo(id(first));
		assertThat(systemA.post(HELLO, "Idempotency-Key", "key-1", "Prefer", "wait=20").statusCode()).isEqualTo(200);
		assertProblem(systemA.post(HELLO + " ", "Idempotency-Key", "key-1"), 422, "idempotency-key-reused");
		assertThat(id(systemA.post(HELLO, "Idempotency-Key", "key-2"))).isNotEqualTo(id(first));
	}

	@Test
	void storesOneRequestForThousandSubmissionsWithOneKey() {
		List<CompletableFuture<HttpResponse<String>>> submissions = IntStream.range(0, 1_000)
			.mapToObj((call) -> submitUntilAnswered())
			.toList();
		Set<RequestId> ids = submissions.stream()
			.map(CompletableFuture::join)
			.peek((response) -> assertThat(response.statusCode()).isEqualTo(202))
			.map(SystemAWithoutBroker::id)
			.collect(Collectors.toSet());
		assertThat(ids).hasSize(1);
	}

	/** Repeats a submission with the same key if its connection breaks. */
	private static CompletableFuture<HttpResponse<String>> submitUntilAnswered() {
		return systemA.sendAsync(systemA.submission(HELLO, "Idempotency-Key", "thousand"))
			.exceptionallyCompose((broken) -> submitUntilAnswered());
	}

	@Test
	void describesOperations() {
		JsonNode operations = json(systemA.get("/v1/operations")).path("operations");
		assertThat(operations.size()).isEqualTo(3);
		JsonNode process = operations.path(0);
		assertThat(process.path("name").asString()).isEqualTo("text.process");
		assertThat(process.path("lanes").toString()).isEqualTo("[\"interactive\",\"bulk\"]");
		assertThat(process.path("payload").path("$schema").asString()).contains("2020-12");
		assertThat(process.path("payload").path("required").toString()).isEqualTo("[\"text\"]");
		assertThat(process.path("result").path("properties").has("text")).isTrue();
	}

	@Test
	void recordsMetricsByUriTemplate() {
		systemA.post(HELLO, "Prefer", "wait=1");
		await()
			.untilAsserted(() -> assertThat(systemA.get("/actuator/prometheus").body()).contains("uri=\"/v1/requests\"")
				.containsPattern("http_server_requests_seconds_count\\{[^}]*method=\"POST\"[^}]*status=\"202\""));
	}

}
