package io.asyncreply.systema.web.http;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.asyncreply.systema.AbstractRejectedRequestIT;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

import static io.asyncreply.systema.web.problem.ProblemAssertions.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends odd calls to every mapping of System A, those of Actuator included. The mappings
 * come from Spring MVC, so that a new one is tested too.
 */
class EveryMappingIT extends AbstractRejectedRequestIT {

	private static final List<String> METHODS = List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

	static List<String> paths() {
		Set<String> paths = new TreeSet<>(Set.of("/error", "/nothing", "/v1", "/actuator/nothing"));
		systemA.beans(RequestMappingInfoHandlerMapping.class)
			.flatMap((mapping) -> mapping.getHandlerMethods().keySet().stream())
			.flatMap((mapping) -> mapping.getPatternValues().stream())
			.map((pattern) -> pattern.replace("/**", "/liveness")
				.replaceAll("\\{[^}]*}", "01a2027b-9176-7ad6-aadb-9d62ac57b6b4"))
			.forEach(paths::add);
		assertThat(paths).contains("/v1/requests", "/v1/operations", "/actuator/health", "/actuator/queues");
		return List.copyOf(paths);
	}

	static Stream<String> oddHeaders() {
		return Stream.of("Accept: x", "Accept: application/json;q=0", "Content-Type: text/plain", "Content-Type: ;",
				"Content-Type: application/json; charset=x", "Content-Encoding: br", "Prefer: wait=-1",
				"Idempotency-Key: \"", "If-None-Match: \"", "Last-Event-ID: x", "Range: bytes=0-", "Expect: x",
				"Cookie: a=\u0001", "Cookie: " + "c".repeat(7_000), "Origin: null", "X-HTTP-Method-Override: DELETE",
				"Accept-Language: \u00e9", "traceparent: " + "0".repeat(500), "Content-Length: 0",
				"Transfer-Encoding: x", "Connection: upgrade", "Upgrade: h2c", "X-Forwarded-Host: evil.example",
				"Sec-Fetch-Site: cross-site", "If-Modified-Since: x", "Forwarded: for=\"");
	}

	@ParameterizedTest
	@MethodSource("oddHeaders")
	void answersEveryOddHeader(String header) throws IOException {
		for (String path : paths()) {
			for (String method : METHODS) {
				assertAnswer(method, path, call(method, path, header));
			}
		}
	}

	@Test
	void tellsAllowedMethodsTruly() throws IOException {
		for (String path : paths()) {
			String options = call("OPTIONS", path, "X: y");
			Set<String> supported = METHODS.stream()
				.filter((method) -> !List.of(404, 405).contains(status(callUnchecked(method, path)))
						|| (path.contains("01a2027b") && status(callUnchecked(method, path)) == 404))
				.collect(Collectors.toCollection(TreeSet::new));
			if (supported.isEmpty() || status(options) == 404) {
				assertProblem(options, 404);
				assertThat(callUnchecked("GET", path)).as(path).contains("unknown-path");
			}
			else {
				supported.add("OPTIONS");
				assertThat(status(options)).as(path).isEqualTo(200);
				assertThat(allowed(options)).as(path).isEqualTo(supported);
			}
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "evil.example", "evil.example:8080", "localhost.evil.example" })
	void rejectsForeignHostEverywhere(String host) throws IOException {
		for (String path : paths()) {
			assertProblem(
					systemA.sendRaw("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n"),
					421);
		}
	}

	@Test
	void rejectsForeignPagesEverywhere() throws IOException {
		for (String path : paths()) {
			for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
				assertProblem(call(method, path, "Sec-Fetch-Site: cross-site"), 403);
			}
		}
	}

	@Test
	void rejectsOtherSpellingsOfEveryPath() throws IOException {
		for (String path : paths()) {
			for (String other : List.of("/" + path, path + "/", path + ";x", path + ".",
					path.replaceFirst("/(\\w)", "/;a/$1"),
					"/%" + Integer.toHexString(path.charAt(1)) + path.substring(2), "/x/.." + path)) {
				String answer = call("GET", other, "X: y");
				assertThat(status(answer)).as(other).isIn(400, 404);
				assertProblem(answer, status(answer));
			}
		}
	}

	/** The answer has no head, because HTTP/0.9 has none. */
	@Test
	void rejectsHttp09() throws IOException {
		assertThat(systemA.sendRaw("GET /actuator/health\r\n\r\n"))
			.startsWith("{\"type\":\"urn:asyncreply:problem:malformed-call\"")
			.contains("\"status\":400")
			.doesNotContain("UP");
	}

	private static void assertAnswer(String method, String path, String answer) {
		String call = method + " " + path + "\n" + answer;
		int status = status(answer);
		assertThat(status).as(call).isBetween(200, 503).isNotIn(500, 501, 502);
		if (status == 503) {
			assertThat(path).startsWith("/actuator/health");
		}
		else if (status >= 400 && !method.equals("HEAD")) {
			assertProblem(answer, status);
			assertThat(answer).as(call).contains((status == 417) ? "about:blank" : "urn:asyncreply:problem:");
		}
		assertThat(answer).doesNotContain("\tat ", "springframework", "tools.jackson");
	}

	private static Set<String> allowed(String answer) {
		return answer.lines()
			.filter((line) -> line.startsWith("Allow: "))
			.flatMap((line) -> Arrays.stream(line.substring(7).split(", *")))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static int status(String answer) {
		assertThat(answer).startsWith("HTTP/1.1 ");
		return Integer.parseInt(answer.substring(9, 12));
	}

	private static String callUnchecked(String method, String path) {
		try {
			return call(method, path, "X: y");
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

	private static String call(String method, String path, String header) throws IOException {
		return systemA.sendRaw(
				method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + header + "\r\n\r\n");
	}

}
