package io.asyncreply.systema.web.request;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

import io.asyncreply.systema.SystemAWithoutBroker;
import io.asyncreply.testsupport.InputFuzzer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static io.asyncreply.systema.SystemAWithoutBroker.HELLO;
import static io.asyncreply.systema.SystemAWithoutBroker.REQUESTS;
import static io.asyncreply.systema.SystemAWithoutBroker.json;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends System A calls that are a little or very wrong: each gets an answer that says so,
 * and what is accepted is there.
 */
@Timeout(3_600)
@ExtendWith(OutputCaptureExtension.class)
class HttpFuzzIT {

	private static final String ID = "01a2027b-9176-7ad6-aadb-9d62ac57b6b4";

	private static SystemAWithoutBroker systemA;

	private final InputFuzzer fuzz = InputFuzzer.begin(1_500);

	private final Set<String> accepted = new HashSet<>();

	@BeforeAll
	static void start(@TempDir Path folder) {
		systemA = SystemAWithoutBroker.start(folder, "asyncreply.requests.max-wait=1s",
				"asyncreply.requests.body-timeout=1s");
	}

	@AfterAll
	static void stop() {
		systemA.close();
	}

	@Test
	void everyCallIsAnsweredAndWhatIsAcceptedIsThere(CapturedOutput output) throws IOException {
		for (int i = 0; i < this.fuzz.cases(); i++) {
			String call = this.fuzz.chance(60) ? submission() : question();
			examine(call, answer(call));
		}
		assertThat(this.accepted).isNotEmpty();
		assertThat(listed()).isEqualTo(this.accepted);
		assertThat(output.toString().lines()).noneMatch((line) -> line.startsWith("2026-11-22T00:00:00.000Z ERROR"))
			.noneMatch((line) -> line.contains(" ERROR ") && !line.contains("ERROR forged"));
	}

	private void examine(String call, String answer) {
		int body = answer.indexOf("\r\n\r\n");
		assertThat(answer).as(call).startsWith("HTTP/1.1 ");
		int status = Integer.parseInt(answer.substring(9, 12));
		assertThat(status).as(call + "\n" + answer).isBetween(200, 499);
		if (status >= 400) {
			assertThat(answer.substring(0, body)).as(call + "\n" + answer)
				.containsIgnoringCase("Content-Type: application/problem+json");
			assertThat(answer).as(call)
				.doesNotContain("Exception", "java.", "\tat ", "tools.jackson", "springframework", "Tomcat");
		}
		else if (call.startsWith("POST " + REQUESTS + " ")) {
			JsonNode standing = new JsonMapper()
				.readTree(answer.substring(answer.indexOf('{', body), answer.lastIndexOf('}') + 1));
			this.accepted.add(standing.path("id").asString());
		}
	}

	private String submission() {
		String sound = this.fuzz.one(HELLO,
				"{\"operation\":\"text.word-count\",\"payload\":{\"text\":\"a b\"},\"lane\":\"bulk\",\"deadline\":\"PT60S\"}",
				"{\"operation\":\"work.simulate\",\"payload\":{\"millis\":1,\"steps\":2}}");
		String body = this.fuzz.spoil(sound);
		return call("POST", REQUESTS, "Content-Type: " + mostly("application/json") + "\r\nContent-Length: "
				+ (this.fuzz.chance(95) ? String.valueOf(body.length()) : oddLength(body)) + "\r\n") + body;
	}

	private String question() {
		String method = this.fuzz.one("GET", "GET", "POST", "DELETE", "PUT", "OPTIONS");
		String path = this.fuzz.one(REQUESTS + "/" + spoiltPath(ID), REQUESTS + "/" + spoiltPath(ID) + "/cancel",
				REQUESTS + "/" + spoiltPath(ID) + "/retry", REQUESTS + "?pageSize=" + spoiltPath("20"),
				REQUESTS + "?" + spoiltPath("state=QUEUED&pageToken=" + ID), "/" + spoiltPath("v1/operations"));
		return call(method, path, "");
	}

	private String call(String method, String path, String headers) {
		return method + " " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + headers
				+ header("Prefer", "wait=0") + header("Idempotency-Key", "k" + this.fuzz.number(1_000_000))
				+ header("Accept", "application/json") + header("If-None-Match", "\"1\"") + header("User-Agent", "fuzz")
				+ header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01") + "\r\n";
	}

	private String header(String name, String sound) {
		return this.fuzz.chance(30) ? name + ": " + mostly(sound) + "\r\n" : "";
	}

	private String mostly(String sound) {
		return this.fuzz.chance(80) ? sound : this.fuzz.spoil(sound).replaceAll("[\r\n]", "?");
	}

	private String oddLength(String body) {
		return this.fuzz.one("-1", "", "x", "99999999999999999999", String.valueOf(body.length() / 2),
				String.valueOf(body.length() + 1), "0");
	}

	/** No white space: it would end the path. */
	private String spoiltPath(String sound) {
		return this.fuzz.spoil(sound).replaceAll("\\s", "+");
	}

	/** An answer must come although the caller sends no more. */
	private static String answer(String call) throws IOException {
		try (Socket socket = systemA.connect()) {
			socket.getOutputStream().write(call.getBytes(StandardCharsets.ISO_8859_1));
			socket.shutdownOutput();
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	private static Set<String> listed() {
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
