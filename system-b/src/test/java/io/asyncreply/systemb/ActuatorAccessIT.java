package io.asyncreply.systemb;

import java.io.IOException;

import io.asyncreply.testsupport.RawHttpClient;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Odd and foreign calls to the Actuator of System B.
 */
class ActuatorAccessIT extends AbstractSystemBIT {

	@ParameterizedTest
	@ValueSource(strings = { "/actuator/health", "/actuator/queues", "/actuator/prometheus", "/nothing" })
	void rejectsForeignHost(String path) throws IOException {
		assertProblem(call("GET", path, "Host: evil.example"), 421, "unknown-host");
		assertProblem(call("POST", path, "Host: localhost\r\nSec-Fetch-Site: cross-site"), 403, "foreign-origin");
		assertProblem(call("POST", path, "Host: localhost\r\nOrigin: https://evil.example"), 403, "foreign-origin");
	}

	@ParameterizedTest
	@CsvSource({ "GET, /, 404, unknown-path", "GET, /error, 404, unknown-path", "OPTIONS, /error, 404, unknown-path",
			"GET, /%61ctuator/health, 404, unknown-path", "GET, /actuator;x/health, 404, unknown-path",
			"GET, //actuator/health, 404, unknown-path", "GET, /actuator/nothing, 404, unknown-path",
			"GET, /actuator/metrics/nothing, 406, not-acceptable", "DELETE, /actuator/health, 405, method-not-allowed",
			"GET, /actuator/%zz, 400, malformed-call" })
	void answersErrorsWithProblems(String method, String path, int status, String problemType) throws IOException {
		assertProblem(call(method, path, "Host: localhost\r\nAccept: text/html"), status, problemType);
	}

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "127.0.0.1", "[::1]" })
	void answersKnownHosts(String host) throws IOException {
		assertThat(call("GET", "/actuator/health/liveness", "Host: " + host)).startsWith("HTTP/1.1 200 ");
	}

	private static void assertProblem(String answer, int status, String problemType) {
		assertThat(answer).startsWith("HTTP/1.1 " + status + " ")
			.containsIgnoringCase("Content-Type: application/problem+json")
			.contains("\"urn:asyncreply:problem:" + problemType + "\"")
			.doesNotContain("<html", "Whitelabel", "Tomcat", "Exception");
	}

	private String call(String method, String path, String headers) throws IOException {
		try (RawHttpClient raw = new RawHttpClient(this.systemB.port())) {
			return raw.exchange(method + " " + path + " HTTP/1.1\r\nConnection: close\r\n" + headers + "\r\n\r\n");
		}
	}

}
