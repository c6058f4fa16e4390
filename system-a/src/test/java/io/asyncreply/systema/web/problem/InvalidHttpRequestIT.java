package io.asyncreply.systema.web.problem;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.asyncreply.systema.AbstractRejectedRequestIT;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static io.asyncreply.systema.SystemAWithoutBroker.HELLO;
import static io.asyncreply.systema.SystemAWithoutBroker.REQUESTS;
import static io.asyncreply.systema.web.problem.ProblemAssertions.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Calls with invalid headers, methods, ids, paths, queries and keys.
 */
class InvalidHttpRequestIT extends AbstractRejectedRequestIT {

	private static final HttpRequest.BodyPublisher NO_BODY = HttpRequest.BodyPublishers.noBody();

	@ParameterizedTest
	@ValueSource(strings = { "", "text/plain", "application/json;charset=utf-7", "application/json;charset=utf-16",
			"application/json;version=1", "multipart/form-data; boundary=json", "application/x-www-form-urlencoded",
			"application/jsonx", "text/json", "application/problem+json", "garbage", "application/*", "*/*" })
	void rejectsOtherMediaTypes(String type) {
		HttpRequest.Builder request = systemA.request(REQUESTS).POST(HttpRequest.BodyPublishers.ofString(HELLO));
		HttpResponse<String> response = systemA.send(type.isEmpty() ? request : request.header("Content-Type", type));
		assertProblem(response, 415, "unsupported-media-type");
		assertThat(response.headers().firstValue("Accept")).hasValue("application/json, application/x-ndjson");
	}

	@ParameterizedTest
	@ValueSource(strings = { "gzip", "identity, gzip", "br" })
	void rejectsEncodedBodies(String encoding) {
		HttpResponse<String> response = systemA.post(HELLO, "Content-Encoding", encoding);
		assertProblem(response, 415, "unsupported-media-type");
		assertThat(response.headers().firstValue("Accept-Encoding")).hasValue("identity");
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/xml", "text/*", "application/json;q=0", "garbage", "application/json;q=x" })
	void rejectsAcceptHeaderWithoutJson(String accept) {
		assertProblem(systemA.post(HELLO, "Accept", accept), 406, "not-acceptable");
		for (String path : new String[] { REQUESTS, "/v1/operations",
				REQUESTS + "/01a2027b-9176-7ad6-aadb-9d62ac57b6b4" }) {
			assertProblem(systemA.get(path, "Accept", accept), 406, "not-acceptable");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "PUT", "PATCH", "DELETE" })
	void rejectsOtherMethods(String method) {
		HttpResponse<String> response = systemA
			.send(systemA.request(REQUESTS).method(method, HttpRequest.BodyPublishers.ofString(HELLO)));
		assertProblem(response, 405, "method-not-allowed");
		assertThat(response.headers().firstValue("Allow").orElseThrow().split(", ")).containsExactlyInAnyOrder("GET",
				"POST");
	}

	@Test
	void rejectsTraceMethod() throws IOException {
		String rawResponse = systemA
			.sendRaw("TRACE " + REQUESTS + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
		assertProblem(rawResponse, 405);
		assertThat(rawResponse).contains("Allow: ");
	}

	@Test
	void ignoresMethodOverride() {
		assertProblem(systemA.post(HELLO + "x", "X-HTTP-Method-Override", "GET"), 400, "malformed-json");
		assertThat(systemA.get(REQUESTS, "X-HTTP-Method-Override", "POST").statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "x", "0", "%20", "01A2027B-9176-7AD6-AADB-9D62AC57B6B4", "01a2027b-9176-4ad6-aadb-9d62ac57b6b4",
					"01a2027b91767ad6aadb9d62ac57b6b4", "%7B01a2027b-9176-7ad6-aadb-9d62ac57b6b4%7D",
					"01a2027b-9176-7ad6-aadb-9d62ac57b6b4%0A", "'%20or%201=1", "01a2027b-9176-7ad6-aadb-9d62ac57b6b4" })
	void reportsInvalidIdAsUnknownRequest(String id) {
		JsonNode problem = assertProblem(systemA.get(REQUESTS + "/" + id), 404, "unknown-request");
		assertThat(problem.path("detail").asString()).isEqualTo("There is no request with this id.");
		assertThat(problem.path("instance").asString()).isEqualTo(REQUESTS + "/" + id);
		assertThat(problem.has("errors")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "%20", "01A2027B-9176-7AD6-AADB-9D62AC57B6B4", "'%20or%201=1",
			"01a2027b-9176-7ad6-aadb-9d62ac57b6b4" })
	void rejectsActionsOnInvalidId(String id) {
		String path = REQUESTS + "/" + id;
		for (HttpRequest.Builder actionRequest : List.of(systemA.request(path + "/cancel").POST(NO_BODY),
				systemA.request(path + "/retry").POST(NO_BODY), systemA.request(path).DELETE())) {
			assertProblem(systemA.send(actionRequest), 404, "unknown-request");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "cancel", "retry" })
	void acceptsOnlyPostForActions(String action) {
		for (String method : List.of("GET", "PUT", "DELETE", "PATCH")) {
			HttpResponse<String> response = systemA
				.send(systemA.request(REQUESTS + "/01a2027b-9176-7ad6-aadb-9d62ac57b6b4/" + action)
					.method(method, NO_BODY));
			assertProblem(response, 405, "method-not-allowed");
			assertThat(response.headers().firstValue("Allow")).hasValue("POST");
		}
	}

	@Test
	void doesNotWaitForUnknownRequest() {
		assertProblem(systemA.get(REQUESTS + "/01a2027b-9176-7ad6-aadb-9d62ac57b6b4", "Prefer", "wait=20"), 404,
				"unknown-request");
		assertThat(systemA.waitingCallers()).isZero();
	}

	@Test
	void doesNotEchoLongId() {
		JsonNode problem = assertProblem(systemA.get(REQUESTS + "/" + "a".repeat(7_000)), 404, "unknown-request");
		assertThat(problem.has("instance")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/v1", "/v1/requests/", "/v1/requests/a/b", "/v1/nothing", "/error", "/favicon.ico",
			"/v1/operations/text.process", "/v1/requests/01a2027b-9176-7ad6-aadb-9d62ac57b6b4;jsessionid=1",
			"/v1/requests/%3001a2027b-9176-7ad6-aadb-9d62ac57b6b4", "/v1/requests/%2e%2e/x", "/v1/requests/../x" })
	void reportsUnknownPath(String path) {
		assertProblem(systemA.get(path), 404, "unknown-path");
	}

	static Stream<Arguments> badQueries() {
		return Map.ofEntries(Map.entry("pageSize=-1", "pageSize"), Map.entry("pageSize=0", "pageSize"),
				Map.entry("pageSize=201", "pageSize"), Map.entry("pageSize=1e9", "pageSize"),
				Map.entry("pageSize=", "pageSize"), Map.entry("pageSize=99999999999999999999", "pageSize"),
				Map.entry("pageSize=1&pageSize=2", "pageSize"), Map.entry("state=DONE", "state"),
				Map.entry("state=accepted", "state"), Map.entry("state=", "state"),
				Map.entry("state=ACCEPTED&state=QUEUED", "state"), Map.entry("operation=%27%3Bdrop", "operation"),
				Map.entry("operation=", "operation"), Map.entry("pageToken=x", "pageToken"),
				Map.entry("pageToken=", "pageToken"), Map.entry("sort=%3Bdrop", "sort"), Map.entry("limit=1", "limit"))
			.entrySet()
			.stream()
			.map((row) -> arguments(row.getKey(), row.getValue()));
	}

	@ParameterizedTest
	@MethodSource("badQueries")
	void rejectsInvalidQuery(String query, String field) {
		JsonNode problem = assertProblem(systemA.get(REQUESTS + "?" + query), 400, "invalid-request");
		assertThat(problem.path("errors").findValuesAsString("field")).containsExactly(field);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "\"\"", "a b", "\"a", "a\"", "a,b", "\u00e9", "{}" })
	void rejectsInvalidIdempotencyKey(String key) throws IOException {
		String rawResponse = systemA.sendRaw("POST " + REQUESTS
				+ " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + "Idempotency-Key: " + key
				+ "\r\nContent-Length: " + HELLO.length() + "\r\nConnection: close\r\n\r\n" + HELLO);
		assertProblem(rawResponse, 400);
		assertThat(rawResponse).contains("\"field\":\"Idempotency-Key\"");
	}

	@Test
	void rejectsDuplicateAndLongIdempotencyKeys() {
		assertProblem(systemA.post(HELLO, "Idempotency-Key", "a", "Idempotency-Key", "b"), 400, "invalid-request");
		assertProblem(systemA.post(HELLO, "Idempotency-Key", "a".repeat(256)), 400, "invalid-request");
	}

}
