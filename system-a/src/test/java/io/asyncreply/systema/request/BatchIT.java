package io.asyncreply.systema.request;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.BatchUpload;
import io.asyncreply.systema.ledger.Batches;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.NewBatch;
import io.asyncreply.systema.ledger.Opening;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static io.asyncreply.systema.request.ProblemAssertions.assertProblem;
import static io.asyncreply.systema.request.RunningSystemA.HELLO;
import static io.asyncreply.systema.request.RunningSystemA.REQUESTS;
import static io.asyncreply.systema.request.RunningSystemA.id;
import static io.asyncreply.systema.request.RunningSystemA.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Uploads requests line by line and reads what became of them.
 */
class BatchIT extends AcceptingSystemA {

	private static final int MEBIBYTE = 1_048_576;

	static HttpRequest.Builder upload(RunningSystemA systemA, String body, String... headers) {
		byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
		return systemA.request(REQUESTS, headers)
			.header("Content-Type", "application/x-ndjson")
			.POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes)));
	}

	static String lines(int count) {
		return IntStream.rangeClosed(1, count).mapToObj(BatchIT::line).collect(Collectors.joining("\n"));
	}

	static String line(int number) {
		return "{\"operation\":\"text.process\",\"payload\":{\"text\":\"line " + number + "\"}}";
	}

	static String batch(RequestId id) {
		return "/v1/batches/" + id;
	}

	private static HttpResponse<String> post(String body, String... headers) {
		return systemA.send(upload(systemA, body, headers));
	}

	private static JsonNode accepted(HttpResponse<String> response) {
		assertThat(response.statusCode()).as(response.body()).isEqualTo(202);
		assertThat(response.headers().firstValue("Location")).hasValue(batch(id(response)));
		return json(response);
	}

	private static List<JsonNode> results(RequestId batch, String query) {
		HttpResponse<String> response = systemA.get(batch(batch) + "/results" + query);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(response.headers().firstValue("Content-Type")).hasValue("application/x-ndjson");
		JsonMapper mapper = new JsonMapper();
		return response.body().lines().map(mapper::readTree).toList();
	}

	private static List<Integer> numbers(List<JsonNode> results) {
		return results.stream().map((result) -> result.path("line").asInt()).toList();
	}

	@Test
	void uploadIsAnsweredWithItsBatch() {
		HttpResponse<String> response = post(line(1) + "\n\n" + line(3) + "\r\n{}\n" + line(5));
		JsonNode batch = accepted(response);
		assertThat(batch.propertyNames()).containsExactly("id", "upload", "done", "lines", "refused", "refusals",
				"total", "states", "eta", "acceptedAt", "updatedAt");
		assertThat(batch.path("upload").asString()).isEqualTo("COMPLETE");
		assertThat(batch.path("done").asBoolean()).isFalse();
		assertThat(batch.path("lines").asInt()).isEqualTo(4);
		assertThat(batch.path("refused").asInt()).isOne();
		assertThat(batch.at("/refusals/0/line").asInt()).isEqualTo(4);
		assertThat(batch.at("/refusals/0/type").asString()).isEqualTo("urn:asyncreply:problem:invalid-request");
		assertThat(batch.at("/refusals/0/errors/0/field").asString()).isEqualTo("operation");
		assertThat(batch.path("total").asInt()).isEqualTo(3);
		assertThat(batch.at("/states/ACCEPTED").asInt()).isEqualTo(3);
		assertThat(batch.at("/states/FAILED").asInt()).isZero();
		assertThat(batch.at("/eta/basis").asString()).isEqualTo("workers cannot be heard");
		assertThat(batch.at("/eta/ahead").isIntegralNumber()).isTrue();
		assertThat(batch.at("/eta/seconds").isMissingNode()).isTrue();
		HttpResponse<String> read = systemA.get(batch(id(response)));
		assertThat(read.statusCode()).isEqualTo(200);
		assertThat(read.headers().firstValue("Retry-After")).hasValue("1");
		assertThat(json(read).path("states")).isEqualTo(batch.path("states"));
	}

	@Test
	void laneIsBulkUnlessALineSaysOtherwise() {
		RequestId id = id(post(line(1) + "\n{\"lane\":\"interactive\"," + line(2).substring(1)));
		assertThat(results(id, "")).extracting((result) -> result.path("lane").asString())
			.containsExactly("bulk", "interactive");
	}

	@Test
	void resultsComeInTheOrderOfTheLines() {
		RequestId batch = id(post(lines(700)));
		List<RequestId> ids = results(batch, "").stream()
			.map((line) -> RequestId.of(line.path("id").asString()))
			.toList();
		assertThat(ids).hasSize(700).doesNotHaveDuplicates();
		for (int i = ids.size() - 1; i > 0; i--) {
			systemA.succeed(ids.get(i), "{\"text\":\"result\u2028\n" + (i + 1) + "\"}".replace("\n", " "));
		}
		systemA.fail(ids.get(0), "simulated-failure");
		JsonNode standing = json(systemA.get(batch(batch)));
		assertThat(standing.path("done").asBoolean()).isTrue();
		assertThat(standing.at("/states/SUCCEEDED").asInt()).isEqualTo(699);
		assertThat(standing.has("eta")).isFalse();
		assertThat(systemA.get(batch(batch)).headers().firstValue("Retry-After")).isEmpty();
		List<JsonNode> results = results(batch, "");
		assertThat(numbers(results)).containsExactlyElementsOf(IntStream.rangeClosed(1, 700).boxed().toList());
		assertThat(results.get(0).at("/error/type").asString()).isEqualTo("urn:asyncreply:problem:simulated-failure");
		assertThat(results.get(699).at("/result/text").asString()).isEqualTo("result\u2028 700");
		assertThat(numbers(results(batch, "?after=698"))).containsExactly(699, 700);
		assertThat(results(batch, "?after=700")).isEmpty();
	}

	@Test
	void resultsThatAreWrittenOnSeveralLinesAreOne() {
		RequestId batch = id(post(line(1)));
		systemA.succeed(RequestId.of(results(batch, "").get(0).path("id").asString()), "{\r\n  \"text\":\n\"x\"}");
		assertThat(results(batch, "")).singleElement()
			.satisfies((result) -> assertThat(result.at("/result/text").asString()).isEqualTo("x"));
	}

	static Stream<Arguments> badLines() {
		String text = "{\"operation\":\"text.process\",\"payload\":{\"text\":%s}}";
		return Stream.of(arguments("no JSON", "hello", "malformed-json"),
				arguments("two values", HELLO + HELLO, "malformed-json"),
				arguments("array", "[" + HELLO + "]", "malformed-json"),
				arguments("NUL", "{\"a\u0000\":1}", "malformed-json"),
				arguments("escaped NUL", text.formatted("\"\\u0000\""), "malformed-json"),
				arguments("invalid UTF-8", text.formatted("\"\u00c3(\""), "malformed-json"),
				arguments("byte order mark", "\u00ef\u00bb\u00bf" + HELLO, "malformed-json"),
				arguments("a million levels", "[".repeat(1_000_000), "malformed-json"),
				arguments("unknown operation", "{\"operation\":\"a.b\",\"payload\":{}}", "unknown-operation"),
				arguments("invalid payload", text.formatted("1"), "invalid-request"),
				arguments("unknown member", "{\"more\":1," + HELLO.substring(1), "invalid-request"),
				arguments("suspect lane", "{\"lane\":\"suspect\"," + HELLO.substring(1), "invalid-request"),
				arguments("one byte too long", HELLO + " ".repeat(MEBIBYTE + 1 - HELLO.length()), "line-too-long"),
				arguments("much too long", "x".repeat(5 * MEBIBYTE), "line-too-long"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("badLines")
	void badLineIsRefusedAndTheOthersAreStored(String name, String line, String kind) {
		JsonNode batch = accepted(post(HELLO + "\n" + line + "\n" + HELLO));
		assertThat(batch.path("lines").asInt()).isEqualTo(3);
		assertThat(batch.path("refused").asInt()).isOne();
		assertThat(batch.path("total").asInt()).isEqualTo(2);
		assertThat(batch.at("/refusals/0/line").asInt()).isEqualTo(2);
		assertThat(batch.at("/refusals/0/type").asString()).isEqualTo("urn:asyncreply:problem:" + kind);
		assertThat(batch.at("/refusals/0/detail").asString()).isNotBlank().hasSizeLessThan(400);
		assertThat(batch.toString()).doesNotContain("java.", "Exception", "tools.jackson");
	}

	@ParameterizedTest
	@MethodSource("badLines")
	void badLineMayBeTheLast(String name, String line, String kind) {
		JsonNode batch = accepted(post(HELLO + "\n" + line));
		assertThat(batch.path("total").asInt()).isOne();
		assertThat(batch.at("/refusals/0/line").asInt()).isEqualTo(2);
	}

	@Test
	void lineMayHaveAMebibyte() {
		JsonNode batch = accepted(post(HELLO + " ".repeat(MEBIBYTE - HELLO.length()) + "\n" + HELLO));
		assertThat(batch.path("total").asInt()).isEqualTo(2);
		assertThat(batch.has("refusals")).isFalse();
	}

	@Test
	void manyRefusedLinesAreAllCountedAndAHundredTold() {
		JsonNode batch = accepted(post("x\n".repeat(1_000)));
		assertThat(batch.path("refused").asInt()).isEqualTo(1_000);
		assertThat(batch.path("refusals").size()).isEqualTo(100);
		assertThat(batch.path("total").asInt()).isZero();
		assertThat(batch.path("done").asBoolean()).isTrue();
	}

	@ParameterizedTest
	@MethodSource("emptyBodies")
	void uploadWithoutALineIsRefused(String body) {
		assertProblem(post(body), 400, "empty-batch");
	}

	static Stream<String> emptyBodies() {
		return Stream.of("", "\n", " \t\r\n\n \n");
	}

	@Test
	void otherTypesAndEncodingsAreRefused() {
		assertProblem(systemA.send(systemA.request(REQUESTS, "Content-Type", "application/x-ndjson; charset=latin1")
			.POST(HttpRequest.BodyPublishers.ofString(HELLO))), 415, "unsupported-media-type");
		assertProblem(post(HELLO, "Content-Encoding", "gzip"), 415, "unsupported-media-type");
		assertProblem(post(HELLO, "Accept", "text/html"), 406, "not-acceptable");
		assertProblem(post(HELLO, "Idempotency-Key", "no key"), 400, "invalid-request");
	}

	@Test
	void completeUploadMayBeRepeatedUnderItsKey() {
		String body = lines(300) + "\nbad";
		HttpResponse<String> first = post(body, "Idempotency-Key", "complete");
		HttpResponse<String> second = post(body, "Idempotency-Key", "complete");
		assertThat(accepted(second).path("total").asInt()).isEqualTo(300);
		assertThat(id(second)).isEqualTo(id(first));
		assertProblem(post(body + " ", "Idempotency-Key", "complete"), 422, "idempotency-key-reused");
		assertThat(id(post(body, "Idempotency-Key", "another"))).isNotEqualTo(id(first));
		assertThat(id(post(body))).isNotEqualTo(id(post(body)));
	}

	@Test
	void brokenUploadIsRepeatedUnderItsKeyAndStoresNothingTwice() throws IOException {
		long open = systemA.bean(Ledger.class).countOpen();
		try (Socket socket = systemA.connect()) {
			OutputStream out = socket.getOutputStream();
			out.write(("POST " + REQUESTS + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\n"
					+ "Idempotency-Key: broken\r\nContent-Length: 1000000\r\n\r\n" + lines(300) + "\n" + line(301))
				.getBytes(StandardCharsets.US_ASCII));
			await().until(() -> systemA.bean(Ledger.class).countOpen() == open + 300);
		}
		await().until(() -> systemA.bean(Transfers.class).count() == 0);
		assertProblem(post(lines(299) + "\n" + HELLO + "\n" + line(301), "Idempotency-Key", "broken"), 422,
				"idempotency-key-reused");
		JsonNode batch = accepted(post(lines(400), "Idempotency-Key", "broken"));
		assertThat(batch.path("total").asInt()).isEqualTo(400);
		assertThat(batch.at("/states/ACCEPTED").asInt()).isEqualTo(400);
		assertThat(systemA.bean(Ledger.class).countOpen()).isEqualTo(open + 400);
		assertThat(results(RequestId.of(batch.path("id").asString()), "")).hasSize(400);
	}

	@Test
	void linesThatTrickleInAreStoredAtOnce() throws IOException {
		long open = systemA.bean(Ledger.class).countOpen();
		try (Socket socket = systemA.connect()) {
			OutputStream out = socket.getOutputStream();
			out.write(("POST " + REQUESTS + " HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\n"
					+ "Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n")
				.getBytes(StandardCharsets.US_ASCII));
			for (int i = 1; i <= 5; i++) {
				int stored = i;
				out.write((Integer.toHexString(HELLO.length() + 1) + "\r\n" + HELLO + "\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
				await().until(() -> systemA.bean(Ledger.class).countOpen() == open + stored);
			}
			out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
			assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
				.startsWith("HTTP/1.1 202 ")
				.contains("\"total\":5");
		}
	}

	@Test
	void batchIsUnknownToEverybodyButItsOwner() {
		Opening strangers = systemA.bean(Batches.class)
			.open(new NewBatch(RequestId.next(Clock.systemUTC()), "somebody else", null))
			.join();
		BatchUpload upload = ((Opening.Opened) strangers).upload();
		assertProblem(systemA.get(batch(upload.batch())), 404, "unknown-batch");
		assertProblem(systemA.get(batch(upload.batch()) + "/results"), 404, "unknown-batch");
		assertProblem(systemA.get(batch(RequestId.next(Clock.systemUTC()))), 404, "unknown-batch");
		assertProblem(systemA.get("/v1/batches/1"), 404, "unknown-batch");
		upload.breakOff();
	}

	@Test
	void resultsAreAskedForCorrectly() {
		RequestId batch = id(post(line(1)));
		for (String query : List.of("?after=-1", "?after=x", "?after=1&after=2", "?before=1", "?after=")) {
			assertProblem(systemA.get(batch(batch) + "/results" + query), 400, "invalid-request");
		}
		assertProblem(systemA.get(batch(batch) + "/results", "Accept", "application/json"), 406, "not-acceptable");
		HttpResponse<String> head = systemA
			.send(systemA.request(batch(batch) + "/results").method("HEAD", HttpRequest.BodyPublishers.noBody()));
		assertThat(head.statusCode()).isEqualTo(200);
		assertThat(systemA.bean(Transfers.class).count()).isZero();
	}

}
