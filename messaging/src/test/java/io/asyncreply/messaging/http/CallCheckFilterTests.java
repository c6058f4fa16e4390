package io.asyncreply.messaging.http;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Hosts, paths and origins of calls.
 */
class CallCheckFilterTests {

	private static final String APP = "https://app.example.com";

	private final CallCheckFilter filter = new CallCheckFilter(new HostPolicy(List.of("system-a", "api.example.com")),
			new CrossOriginPolicy(List.of(APP)));

	private final CallCheckFilter closed = new CallCheckFilter(new HostPolicy(List.of()),
			new CrossOriginPolicy(List.of()));

	@ParameterizedTest
	@ValueSource(strings = { "localhost", "localhost:8080", "LOCALHOST", "127.0.0.1:8080", "10.1.2.3", "[::1]",
			"[::1]:8080", "[fe80::1]", "system-a:8080", "API.example.com" })
	void acceptsKnownHost(String host) {
		assertThat(call(this.filter, "GET", "/v1/requests", "Host", host).getStatus()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "evil.example", "evil.example:8080", "localhost.evil.example", "127.0.0.1.evil.example",
			"", ":8080", "api.example.com.", "notapi.example.com", "localhost@evil.example", "[::1].evil.example",
			"[evil.example]", "1.2.3.4.5", "localhost:x", "system-b" })
	void rejectsUnknownHost(String host) {
		assertProblem(call(this.filter, "GET", "/actuator/health", "Host", host), 421, "unknown-host");
	}

	@Test
	void acceptsHttp10WithoutHost() {
		assertThat(call(this.filter, "GET", "/actuator/health").getStatus()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/%61ctuator/health", "/actuator;x/health", "/actuator/health;a=b", "/;/actuator",
			"//actuator/health", "/actuator//health", "/actuator/health/", "/actuator/./health",
			"/x/../actuator/health", "/actuator/health/.", "/actuator/health/..", "/actuator/health.",
			"/actuator%2Fhealth", "/actuator/%2e", "/%2561ctuator", "/actuator%5chealth", "/v1/%72equests", "*" })
	void rejectsOtherSpellings(String path) {
		assertProblem(call(this.filter, "GET", path, "Host", "localhost"), 404, "unknown-path");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/", "/v1/requests", "/v1/requests/%7Bx%7D", "/v1/requests/%20",
			"/actuator/metrics/jvm.memory.used", "/v1/requests/%C3%A9", "/.well-known/x" })
	void acceptsTheOneSpelling(String path) {
		assertThat(call(this.filter, "GET", path, "Host", "localhost").getStatus()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource({ "POST, cross-site,", "POST, same-site, http://localhost:3000",
			"DELETE, cross-site, https://evil.example", "POST,, null", "POST,, https://evil.example",
			"PUT,, http://localhost:3000", "POST, cross-site, null", "PATCH,, garbage %" })
	void rejectsUnsafeCallsOfForeignPages(String method, String site, String origin) {
		for (CallCheckFilter each : List.of(this.filter, this.closed)) {
			MockHttpServletResponse response = call(each, method, "/v1/requests", "Host", "localhost:8080",
					"Sec-Fetch-Site", site, "Origin", origin);
			assertProblem(response, 403, "foreign-origin");
			assertThat(response.getHeader("Access-Control-Allow-Origin")).isNull();
		}
	}

	@ParameterizedTest
	@CsvSource({ "POST,,", "POST, same-origin, http://localhost:8080", "POST, none,", "POST,, http://localhost:8080",
			"POST, same-origin, https://behind.proxy", "POST,, HTTP://LOCALHOST:8080", "GET, cross-site,",
			"GET, cross-site, https://evil.example", "HEAD,, https://evil.example" })
	void acceptsOtherClientsOwnPagesAndSafeCalls(String method, String site, String origin) {
		MockHttpServletResponse response = call(this.closed, method, "/v1/requests", "Host", "localhost:8080",
				"Sec-Fetch-Site", site, "Origin", origin);
		assertThat(response.getStatus()).isEqualTo(200);
		assertThat(response.getHeaderNames()).isEmpty();
	}

	@Test
	void letsPagesOfAllowedOriginReadAnswers() {
		MockHttpServletResponse response = call(this.filter, "POST", "/v1/requests", "Host", "localhost",
				"Sec-Fetch-Site", "cross-site", "Origin", APP);
		assertThat(response.getStatus()).isEqualTo(200);
		assertThat(response.getHeader("Access-Control-Allow-Origin")).isEqualTo(APP);
		assertThat(response.getHeader("Access-Control-Expose-Headers")).contains("Location", "Retry-After", "ETag");
		assertThat(response.getHeaders("Vary")).contains("Origin");
		assertThat(call(this.filter, "GET", "/v1/requests", "Host", "localhost").getHeaders("Vary")).contains("Origin");
	}

	@Test
	void answersPreflight() {
		MockHttpServletResponse allowed = call(this.filter, "OPTIONS", "/v1/requests", "Host", "localhost", "Origin",
				APP, "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers",
				"content-type, idempotency-key, prefer, traceparent", "Sec-Fetch-Site", "cross-site");
		assertThat(allowed.getStatus()).isEqualTo(204);
		assertThat(allowed.getHeader("Access-Control-Allow-Methods")).contains("POST", "DELETE");
		assertThat(allowed.getHeader("Access-Control-Allow-Headers")).contains("content-type", "idempotency-key",
				"prefer", "traceparent");
		assertProblem(call(this.filter, "OPTIONS", "/v1/requests", "Host", "localhost", "Origin",
				"https://evil.example", "Access-Control-Request-Method", "POST"), 403, "foreign-origin");
	}

	private static void assertProblem(MockHttpServletResponse response, int status, String problemType) {
		assertThat(response.getStatus()).isEqualTo(status);
		assertThat(response.getContentType()).isEqualTo("application/problem+json");
		assertThat(response.getContentAsByteArray()).asString()
			.contains("\"urn:asyncreply:problem:" + problemType + "\"", "\"status\":" + status);
	}

	private static MockHttpServletResponse call(CallCheckFilter filter, String method, String path, String... headers) {
		MockHttpServletRequest request = new MockHttpServletRequest(method, path);
		for (int i = 0; i < headers.length; i += 2) {
			if (headers[i + 1] != null) {
				request.addHeader(headers[i], headers[i + 1]);
			}
		}
		MockHttpServletResponse response = new MockHttpServletResponse();
		try {
			filter.doFilter(request, response, new MockFilterChain());
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
		return response;
	}

}
