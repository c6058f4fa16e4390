package io.asyncreply.systema.request;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.asyncreply.systema.ledger.Filter;
import io.asyncreply.systema.ledger.Ledger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;

import static io.asyncreply.systema.request.ProblemAssertions.assertProblem;
import static io.asyncreply.systema.request.RunningSystemA.HELLO;
import static io.asyncreply.systema.request.RunningSystemA.REQUESTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Sends System A what it must refuse; nothing of it is ever stored.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class BadInputIT {

	private static final HttpRequest.BodyPublisher NO_BODY = HttpRequest.BodyPublishers.noBody();

	private static RunningSystemA systemA;

	@BeforeAll
	static void start(@TempDir Path folder) {
		systemA = RunningSystemA.start(folder);
	}

	@AfterAll
	static void stop() {
		systemA.close();
	}

	@AfterEach
	void nothingIsStored() {
		assertThat(systemA.bean(Ledger.class).list("anonymous", new Filter(null, null, null, 1))).isEmpty();
	}

	static Stream<Arguments> malformedBodies() {
		String text = "{\"operation\":\"text.process\",\"payload\":{\"text\":%s}}";
		return Stream.of(arguments("empty", ""), arguments("blank", " \n"), arguments("null", "null"),
				arguments("array", "[]"), arguments("string", "\"x\""), arguments("number", "1"),
				arguments("truncated", "{\"a\":"), arguments("trailing value", HELLO + " {}"),
				arguments("trailing garbage", HELLO + "x"),
				arguments("duplicate name", "{\"operation\":\"text.process\",\"operation\":\"text.process\"}"),
				arguments("duplicate name in the payload",
						"{\"operation\":\"text.process\",\"payload\":{\"text\":\"a\",\"text\":\"b\"}}"),
				arguments("comment", "/* x */" + HELLO), arguments("single quotes", "{'operation':'text.process'}"),
				arguments("NaN", text.formatted("NaN")), arguments("infinity", text.formatted("Infinity")),
				arguments("byte order mark", "\u00ef\u00bb\u00bf" + HELLO),
				arguments("UTF-16", new String(HELLO.getBytes(StandardCharsets.UTF_16), StandardCharsets.ISO_8859_1)),
				arguments("invalid UTF-8", text.formatted("\"\u00c3(\"")),
				arguments("overlong UTF-8", text.formatted("\"\u00c0\u00af\"")),
				arguments("lone surrogate", text.formatted("\"\\ud800\"")),
				arguments("lone low surrogate", text.formatted("\"\\udc00x\"")),
				arguments("escaped NUL", text.formatted("\"a\\u0000b\"")),
				arguments("NUL", text.formatted("\"a\u0000b\"")),
				arguments("line break in a string", text.formatted("\"a\nb\"")),
				arguments("escaped NUL in a name", "{\"a\\u0000b\":1}"),
				arguments("65 levels", text.formatted("[".repeat(65) + "]".repeat(65))),
				arguments("100,000 levels", text.formatted("[".repeat(100_000) + "]".repeat(100_000))),
				arguments("100,000 open levels", "{\"a\":".repeat(100_000)),
				arguments("number of 1,001 digits", text.formatted("9".repeat(1_001))),
				arguments("enormous exponent", text.formatted("1e999999999")),
				arguments("name of 50,001 characters", "{\"" + "n".repeat(50_001) + "\":1}"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("malformedBodies")
	void malformedJsonIsRefused(String name, String body) {
		HttpResponse<String> response = systemA.send(systemA.request(REQUESTS, "Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.ISO_8859_1)));
		JsonNode problem = assertProblem(response, 400, "malformed-json");
		assertThat(problem.path("detail").asString()).isNotBlank().hasSizeLessThan(310).doesNotContain("\n", "`");
		assertThat(problem.path("instance").asString()).isEqualTo(REQUESTS);
	}

	static Stream<Arguments> invalidRequests() {
		String process = "{\"operation\":\"text.process\",\"payload\":%s}";
		return Stream.of(arguments("{}", "operation"), arguments("{\"operation\":\"text.process\"}", "payload"),
				arguments("{\"operation\":1,\"payload\":{}}", "operation"),
				arguments("{\"operation\":null,\"payload\":{}}", "operation"),
				arguments(process.formatted("null"), "payload"), arguments(process.formatted("[]"), "payload"),
				arguments(process.formatted("\"x\""), "payload"), arguments(process.formatted("1"), "payload"),
				arguments(process.formatted("{}"), "payload.text"),
				arguments(process.formatted("{\"text\":null}"), "payload.text"),
				arguments(process.formatted("{\"text\":1}"), "payload.text"),
				arguments(process.formatted("{\"text\":{}}"), "payload.text"),
				arguments(process.formatted("{\"text\":[\"x\"]}"), "payload.text"),
				arguments(process.formatted("{\"text\":\"x\",\"language\":\"fr\"}"), "payload.language"),
				arguments(process.formatted("{\"text\":\"" + "x".repeat(262_145) + "\"}"), "payload.text"),
				arguments(process.formatted("{\"text\":\"x\",\"more\":1}"), "payload.more"),
				arguments("{\"operation\":\"text.word-count\",\"payload\":{\"text\":\" \"}}", "payload.text"),
				arguments("{\"operation\":\"work.simulate\",\"payload\":{\"millis\":-1}}", "payload.millis"),
				arguments("{\"operation\":\"work.simulate\",\"payload\":{\"millis\":99999999999}}", "payload.millis"),
				arguments("{\"operation\":\"work.simulate\",\"payload\":{\"millis\":1.5}}", "payload.millis"),
				arguments("{\"operation\":\"work.simulate\",\"payload\":{\"millis\":\"1\"}}", "payload.millis"),
				arguments("{\"operation\":\"work.simulate\",\"payload\":{\"cpu\":1}}", "payload.cpu"),
				arguments(withMember("\"more\":1"), "more"), arguments(withMember("\"lane\":null"), "lane"),
				arguments(withMember("\"lane\":\"BULK\""), "lane"), arguments(withMember("\"lane\":1"), "lane"),
				arguments(withMember("\"deadline\":\"PT0S\""), "deadline"),
				arguments(withMember("\"deadline\":\"-PT1S\""), "deadline"),
				arguments(withMember("\"deadline\":\"P8D\""), "deadline"),
				arguments(withMember("\"deadline\":\"tomorrow\""), "deadline"),
				arguments(withMember("\"deadline\":30"), "deadline"),
				arguments(withMember("\"deadline\":\"PT9999999999999999999S\""), "deadline"));
	}

	private static String withMember(String member) {
		return "{\"operation\":\"text.process\",\"payload\":{\"text\":\"x\"}," + member + "}";
	}

	@ParameterizedTest(name = "{1} in {0}")
	@MethodSource("invalidRequests")
	void invalidRequestIsToldWhatIsWrong(String body, String field) {
		JsonNode problem = assertProblem(systemA.post(body), 400, "invalid-request");
		assertThat(problem.path("errors").findValuesAsString("field")).contains(field);
		assertThat(problem.path("errors").findValuesAsString("message"))
			.allSatisfy((message) -> assertThat(message).isNotBlank());
	}

	@Test
	void messagesAreTheSameForEveryLanguage() {
		HttpResponse<String> response = systemA.post("{\"operation\":\"text.process\",\"payload\":{}}",
				"Accept-Language", "de");
		assertThat(response.body()).contains("must not be null");
	}

	@Test
	void hundredThousandUnknownMembersAreToldTwenty() {
		String members = IntStream.range(0, 70_000)
			.mapToObj((i) -> "\"m" + i + "\":1")
			.collect(Collectors.joining(","));
		JsonNode problem = assertProblem(systemA.post("{" + members + "}"), 400, "invalid-request");
		assertThat(problem.path("errors").size()).isEqualTo(20);
	}

	@Test
	void unknownOperationIsNotFoundAndNotEchoedAtLength() {
		JsonNode problem = assertProblem(systemA
			.post("{\"operation\":\"\\r\\n2026 ERROR forged \\u001b[31m" + "x".repeat(10_000) + "\",\"payload\":{}}"),
				404, "unknown-operation");
		assertThat(problem.path("detail").asString()).hasSizeLessThan(250)
			.contains("\\u000d\\u000a2026 ERROR forged \\u001b")
			.doesNotContain("\n", "\u001b");
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "text/plain", "application/json;charset=utf-7", "application/json;charset=utf-16",
			"application/json;version=1", "multipart/form-data; boundary=json", "application/x-www-form-urlencoded",
			"application/jsonx", "text/json", "application/problem+json", "garbage", "application/*", "*/*" })
	void otherMediaTypesAreNotSupported(String type) {
		HttpRequest.Builder request = systemA.request(REQUESTS).POST(HttpRequest.BodyPublishers.ofString(HELLO));
		HttpResponse<String> response = systemA.send(type.isEmpty() ? request : request.header("Content-Type", type));
		assertProblem(response, 415, "unsupported-media-type");
		assertThat(response.headers().firstValue("Accept")).hasValue("application/json");
	}

	@ParameterizedTest
	@ValueSource(strings = { "gzip", "identity, gzip", "br" })
	void encodedBodiesAreNotSupported(String encoding) {
		HttpResponse<String> response = systemA.post(HELLO, "Content-Encoding", encoding);
		assertProblem(response, 415, "unsupported-media-type");
		assertThat(response.headers().firstValue("Accept-Encoding")).hasValue("identity");
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/xml", "text/*", "application/json;q=0", "garbage", "application/json;q=x" })
	void callersWhoDoNotTakeJsonAreRefused(String accept) {
		assertProblem(systemA.post(HELLO, "Accept", accept), 406, "not-acceptable");
		for (String path : new String[] { REQUESTS, "/v1/operations",
				REQUESTS + "/01a2027b-9176-7ad6-aadb-9d62ac57b6b4" }) {
			assertProblem(systemA.get(path, "Accept", accept), 406, "not-acceptable");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "PUT", "PATCH", "DELETE" })
	void otherMethodsAreNotAllowed(String method) {
		HttpResponse<String> response = systemA
			.send(systemA.request(REQUESTS).method(method, HttpRequest.BodyPublishers.ofString(HELLO)));
		assertProblem(response, 405, "method-not-allowed");
		assertThat(response.headers().firstValue("Allow").orElseThrow().split(", ")).containsExactlyInAnyOrder("GET",
				"POST");
	}

	@Test
	void traceIsNotAllowed() throws IOException {
		String answer = systemA.raw("TRACE " + REQUESTS + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
		assertProblem(answer, 405);
		assertThat(answer).contains("Allow: ");
	}

	@Test
	void methodIsNotOverridden() {
		assertProblem(systemA.post(HELLO + "x", "X-HTTP-Method-Override", "GET"), 400, "malformed-json");
		assertThat(systemA.get(REQUESTS, "X-HTTP-Method-Override", "POST").statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "x", "0", "%20", "01A2027B-9176-7AD6-AADB-9D62AC57B6B4", "01a2027b-9176-4ad6-aadb-9d62ac57b6b4",
					"01a2027b91767ad6aadb9d62ac57b6b4", "01a2027b-9176-7ad6-aadb-9d62ac57b6b4;jsessionid=1",
					"%3001a2027b-9176-7ad6-aadb-9d62ac57b6b4", "%7B01a2027b-9176-7ad6-aadb-9d62ac57b6b4%7D",
					"01a2027b-9176-7ad6-aadb-9d62ac57b6b4%0A", "'%20or%201=1", "01a2027b-9176-7ad6-aadb-9d62ac57b6b4" })
	void whatIsNoIdIsUnknownLikeAMissingOne(String id) {
		JsonNode problem = assertProblem(systemA.get(REQUESTS + "/" + id), 404, "unknown-request");
		assertThat(problem.path("detail").asString()).isEqualTo("There is no request of this id.");
		assertThat(problem.path("instance").asString()).isEqualTo(REQUESTS + "/" + id);
		assertThat(problem.has("errors")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "%20", "01A2027B-9176-7AD6-AADB-9D62AC57B6B4",
			"01a2027b-9176-7ad6-aadb-9d62ac57b6b4;jsessionid=1", "'%20or%201=1",
			"01a2027b-9176-7ad6-aadb-9d62ac57b6b4" })
	void whatIsNoIdCanNeitherBeCancelledNorRetriedNorErased(String id) {
		String path = REQUESTS + "/" + id;
		for (HttpRequest.Builder call : List.of(systemA.request(path + "/cancel").POST(NO_BODY),
				systemA.request(path + "/retry").POST(NO_BODY), systemA.request(path).DELETE())) {
			assertProblem(systemA.send(call), 404, "unknown-request");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "cancel", "retry" })
	void onlyPostCancelsAndRetries(String action) {
		for (String method : List.of("GET", "PUT", "DELETE", "PATCH")) {
			HttpResponse<String> response = systemA
				.send(systemA.request(REQUESTS + "/01a2027b-9176-7ad6-aadb-9d62ac57b6b4/" + action)
					.method(method, NO_BODY));
			assertProblem(response, 405, "method-not-allowed");
			assertThat(response.headers().firstValue("Allow")).hasValue("POST");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "pageSize=%zz", "pageSize=20%", "state=%C3%28%", "%=1" })
	void queryThatCannotBeDecodedIsRefusedWithoutAnError(String query, CapturedOutput output) throws IOException {
		String answer = systemA
			.raw("GET " + REQUESTS + "?" + query + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
		assertProblem(answer, 400);
		assertThat(output).doesNotContain(" ERROR ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "00-0-0-0", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "\u00e9" })
	void traceThatCannotBeReadIsIgnored(String trace) throws IOException {
		assertThat(systemA.raw("GET " + REQUESTS + " HTTP/1.1\r\nHost: a\r\ntraceparent: " + trace + "\r\nbaggage: "
				+ "k=v,".repeat(500) + "\r\nConnection: close\r\n\r\n"))
			.startsWith("HTTP/1.1 200 ");
	}

	@Test
	void callsInARowOnOneConnectionAreAllAnswered() throws IOException {
		String call = "GET " + REQUESTS + " HTTP/1.1\r\nHost: a\r\n";
		String answers = systemA.raw((call + "\r\n").repeat(99) + call + "Connection: close\r\n\r\n");
		assertThat(answers.split("HTTP/1.1 200 ", -1)).hasSize(101);
	}

	@Test
	void unknownRequestKeepsNobodyWaiting() {
		assertProblem(systemA.get(REQUESTS + "/01a2027b-9176-7ad6-aadb-9d62ac57b6b4", "Prefer", "wait=20"), 404,
				"unknown-request");
		assertThat(systemA.waitingCallers()).isZero();
	}

	@Test
	void longIdIsUnknownAndNotRepeated() {
		JsonNode problem = assertProblem(systemA.get(REQUESTS + "/" + "a".repeat(7_000)), 404, "unknown-request");
		assertThat(problem.has("instance")).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/v1", "/v1/requests/", "/v1/requests/a/b", "/v1/nothing", "/error", "/favicon.ico",
			"/v1/operations/text.process", "/v1/requests/%2e%2e/x", "/v1/requests/../x" })
	void otherPathsAreUnknown(String path) {
		assertProblem(systemA.get(path), 404, "unknown-path");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/requests/%00", "/v1/requests/%2F", "/v1/requests/%zz", "/v1/%5c..", "/../../x" })
	void pathsThatCannotBeReadAreRefused(String path) throws IOException {
		assertProblem(systemA.raw("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), 400);
	}

	static Stream<Arguments> malformedCalls() {
		return Stream.of(arguments("no method", "\u0001\u0002 / HTTP/1.1\r\nHost: a\r\n\r\n"),
				arguments("no host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"),
				arguments("length and chunks", "POST " + REQUESTS
						+ " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n"),
				arguments("two lengths", "POST " + REQUESTS
						+ " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n{} "),
				arguments("negative length", "POST " + REQUESTS
						+ " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: -1\r\n\r\n{} "),
				arguments("broken chunk", "POST " + REQUESTS
						+ " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"),
				arguments("NUL in a header", "GET / HTTP/1.1\r\nHost: a\r\nX: a\u0000b\r\nConnection: close\r\n\r\n"),
				arguments("folded header",
						"GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\u0000\r\nConnection: close\r\n\r\n"),
				arguments("header without a colon",
						"GET / HTTP/1.1\r\nHost: a\r\nnothing\r\nConnection: close\r\n\r\n"),
				arguments("header of 20,000 characters",
						"GET / HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(20_000) + "\r\nConnection: close\r\n\r\n"),
				arguments("100 headers of 8 KiB", "GET / HTTP/1.1\r\nHost: a\r\n"
						+ ("X: " + "x".repeat(8_000) + "\r\n").repeat(100) + "Connection: close\r\n\r\n"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("malformedCalls")
	void malformedHttpIsRefusedAndTheConnectionClosed(String name, String call) {
		String answer = answerOrReset(call);
		assertThat(answer).satisfiesAnyOf((text) -> assertThat(text).startsWith("HTTP/1.1 4"),
				(text) -> assertThat(text).isEqualTo("reset"));
		assertThat(answer).doesNotContain("Exception", "Tomcat", "<html", "java.");
	}

	/** Who still sends when the server hangs up may get a reset instead of the answer. */
	private static String answerOrReset(String call) {
		try {
			return systemA.raw(call);
		}
		catch (IOException ex) {
			return "reset";
		}
	}

	@Test
	void shorterLengthLeavesTheRestToTheNextRequest() throws IOException {
		String answer = systemA.raw("POST " + REQUESTS
				+ " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}}}}\r\n\r\n");
		assertProblem(answer, 400);
	}

	@Test
	void bodyThatBreaksOffIsRefused() throws IOException {
		try (Socket socket = systemA.connect()) {
			socket.getOutputStream()
				.write(("POST " + REQUESTS
						+ " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{}")
					.getBytes(StandardCharsets.US_ASCII));
			socket.shutdownOutput();
			assertProblem(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8), 400);
		}
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
	void badQueryIsRefused(String query, String field) {
		JsonNode problem = assertProblem(systemA.get(REQUESTS + "?" + query), 400, "invalid-request");
		assertThat(problem.path("errors").findValuesAsString("field")).containsExactly(field);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "\"\"", "a b", "\"a", "a\"", "a,b", "\u00e9", "{}" })
	void badKeyIsRefused(String key) throws IOException {
		String answer = systemA
			.raw("POST " + REQUESTS + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n" + "Idempotency-Key: "
					+ key + "\r\nContent-Length: " + HELLO.length() + "\r\nConnection: close\r\n\r\n" + HELLO);
		assertProblem(answer, 400);
		assertThat(answer).contains("\"field\":\"Idempotency-Key\"");
	}

	@Test
	void twoKeysOrALongOneAreRefused() {
		assertProblem(systemA.post(HELLO, "Idempotency-Key", "a", "Idempotency-Key", "b"), 400, "invalid-request");
		assertProblem(systemA.post(HELLO, "Idempotency-Key", "a".repeat(129)), 400, "invalid-request");
	}

	@Test
	void tooLongBodyIsRefusedBeforeItIsRead() throws IOException {
		String answer = systemA.raw("POST " + REQUESTS
				+ " HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n");
		assertProblem(answer, 413);
	}

}
