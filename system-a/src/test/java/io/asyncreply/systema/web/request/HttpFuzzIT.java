package io.asyncreply.systema.web.request;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

import io.asyncreply.systema.SystemAWithoutBroker;
import io.asyncreply.systema.web.submission.PayloadGenerator;
import io.asyncreply.systema.web.submission.PayloadTypes;
import io.asyncreply.testsupport.InputFuzzer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static io.asyncreply.systema.SystemAWithoutBroker.HELLO;
import static io.asyncreply.systema.SystemAWithoutBroker.REQUESTS;
import static io.asyncreply.systema.SystemAWithoutBroker.json;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends mutated calls, also of operations with payloads of all kinds. Each is accepted or
 * rejected with a problem, and exactly the accepted requests are stored.
 */
@Tag("extended")
@Timeout(3_600)
@ExtendWith(OutputCaptureExtension.class)
@Isolated
class HttpFuzzIT {

	private static final String ID = "01a2027b-9176-7ad6-aadb-9d62ac57b6b4";

	private static SystemAWithoutBroker systemA;

	private static JsonNode operations;

	private final InputFuzzer inputFuzzer = InputFuzzer.create(1_500);

	private final Set<String> accepted = new HashSet<>();

	@BeforeAll
	static void start(@TempDir Path folder) {
		systemA = SystemAWithoutBroker.start(folder, PayloadTypes.registry(), "asyncreply.requests.max-wait=1s",
				"asyncreply.requests.body-timeout=1s");
		operations = json(systemA.get("/v1/operations")).path("operations");
	}

	@AfterAll
	static void stop() {
		systemA.close();
	}

	@Test
	void answersEveryRequestAndStoresAcceptedOnes(CapturedOutput output) throws IOException {
		for (int i = 0; i < this.inputFuzzer.caseCount(); i++) {
			String rawRequest = this.inputFuzzer.nextBoolean(60) ? submission() : otherRequest();
			check(rawRequest, send(rawRequest));
		}
		assertThat(this.accepted).isNotEmpty();
		assertThat(listAllIds()).isEqualTo(this.accepted);
		assertThat(output.toString().lines()).noneMatch((line) -> line.startsWith("2026-11-22T00:00:00.000Z ERROR"))
			.noneMatch((line) -> line.contains(" ERROR ") && !line.contains("ERROR forged"));
	}

	private void check(String rawRequest, String rawResponse) {
		int body = rawResponse.indexOf("\r\n\r\n");
		assertThat(rawResponse).as(rawRequest).startsWith("HTTP/1.1 ");
		int status = Integer.parseInt(rawResponse.substring(9, 12));
		assertThat(status).as(rawRequest + "\n" + rawResponse).isBetween(200, 499);
		if (status >= 400) {
			assertThat(rawResponse.substring(0, body)).as(rawRequest + "\n" + rawResponse)
				.containsIgnoringCase("Content-Type: application/problem+json");
			assertThat(rawResponse).as(rawRequest)
				.doesNotContain("Exception", "java.", "\tat ", "tools.jackson", "springframework", "Tomcat");
		}
		else if (rawRequest.startsWith("POST " + REQUESTS + " ")) {
			JsonNode statusResponse = new JsonMapper()
				.readTree(rawResponse.substring(rawResponse.indexOf('{', body), rawResponse.lastIndexOf('}') + 1));
			this.accepted.add(statusResponse.path("id").asString());
		}
	}

	private String submission() {
		String valid = this.inputFuzzer.nextBoolean(50) ? generatedSubmission() : this.inputFuzzer.oneOf(HELLO,
				"{\"operation\":\"text.word-count\",\"payload\":{\"text\":\"a b\"},\"lane\":\"bulk\",\"deadline\":\"PT60S\"}",
				"{\"operation\":\"work.simulate\",\"payload\":{\"millis\":1,\"steps\":2}}");
		String body = this.inputFuzzer.mutate(valid);
		return rawRequest("POST", REQUESTS, "Content-Type: " + mostlyValid("application/json") + "\r\nContent-Length: "
				+ (this.inputFuzzer.nextBoolean(95) ? String.valueOf(body.length()) : invalidLength(body)) + "\r\n")
				+ body;
	}

	/** Submits a payload that mostly matches the schema of an operation. */
	private String generatedSubmission() {
		JsonNode operation = operations.get(this.inputFuzzer.nextInt(operations.size()));
		return "{\"operation\":" + operation.path("name") + ",\"payload\":"
				+ new PayloadGenerator(operation.path("payload"), this.inputFuzzer).next() + "}";
	}

	private String otherRequest() {
		String method = this.inputFuzzer.oneOf("GET", "GET", "POST", "DELETE", "PUT", "OPTIONS");
		String path = this.inputFuzzer.oneOf(REQUESTS + "/" + fuzzedPath(ID),
				REQUESTS + "/" + fuzzedPath(ID) + "/cancel", REQUESTS + "/" + fuzzedPath(ID) + "/retry",
				REQUESTS + "?pageSize=" + fuzzedPath("20"), REQUESTS + "?" + fuzzedPath("state=QUEUED&pageToken=" + ID),
				"/" + fuzzedPath("v1/operations"));
		return rawRequest(method, path, "");
	}

	private String rawRequest(String method, String path, String headers) {
		return method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers
				+ header("Prefer", "wait=0") + header("Idempotency-Key", "k" + this.inputFuzzer.nextInt(1_000_000))
				+ header("Accept", "application/json") + header("If-None-Match", "\"1\"") + header("User-Agent", "fuzz")
				+ header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01") + "\r\n";
	}

	private String header(String name, String valid) {
		return this.inputFuzzer.nextBoolean(30) ? name + ": " + mostlyValid(valid) + "\r\n" : "";
	}

	private String mostlyValid(String valid) {
		return this.inputFuzzer.nextBoolean(80) ? valid : this.inputFuzzer.mutate(valid).replaceAll("[\r\n]", "?");
	}

	private String invalidLength(String body) {
		return this.inputFuzzer.oneOf("-1", "", "x", "99999999999999999999", String.valueOf(body.length() / 2),
				String.valueOf(body.length() + 1), "0");
	}

	/** Replaces white space, which would end the path. */
	private String fuzzedPath(String valid) {
		return this.inputFuzzer.mutate(valid).replaceAll("\\s", "+");
	}

	/** Half-closes the connection, because a response must come anyway. */
	private static String send(String rawRequest) throws IOException {
		try (Socket socket = systemA.openSocket()) {
			socket.getOutputStream().write(rawRequest.getBytes(StandardCharsets.ISO_8859_1));
			socket.shutdownOutput();
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	private static Set<String> listAllIds() {
		Set<String> ids = new HashSet<>();
		JsonNode page = json(systemA.get(REQUESTS + "?pageSize=200"));
		while (true) {
			page.path("requests").forEach((request) -> ids.add(request.path("id").asString()));
			if (!page.has("nextPageToken")) {
				return ids;
			}
			page = json(systemA.get(REQUESTS + "?pageSize=200&pageToken=" + page.path("nextPageToken").asString()));
		}
	}

}
