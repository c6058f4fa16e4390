package io.asyncreply.systema.web.problem;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

import io.asyncreply.systema.AbstractRejectedRequestIT;
import io.asyncreply.systema.SystemAWithoutBroker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static io.asyncreply.systema.SystemAWithoutBroker.HELLO;
import static io.asyncreply.systema.SystemAWithoutBroker.REQUESTS;
import static io.asyncreply.systema.web.problem.ProblemAssertions.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Malformed HTTP, sent as raw bytes.
 */
@ExtendWith(OutputCaptureExtension.class)
@Isolated
class MalformedHttpIT extends AbstractRejectedRequestIT {

	@ParameterizedTest
	@ValueSource(strings = { "pageSize=%zz", "pageSize=20%", "state=%C3%28%", "%=1" })
	void rejectsUndecodableQueryWithoutLoggingError(String query, CapturedOutput output) throws IOException {
		String rawResponse = systemA
			.sendRaw("GET " + REQUESTS + "?" + query + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
		assertProblem(rawResponse, 400);
		assertThat(output).doesNotContain(" ERROR ");
	}

	@ParameterizedTest
	@ValueSource(strings = { ";%n", "/x;a=%zz/cancel", ";a=b;%" })
	void rejectsPathParametersWithoutLoggingError(String tail, CapturedOutput output) throws IOException {
		String rawResponse = systemA
			.sendRaw("GET " + REQUESTS + tail + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
		assertProblem(rawResponse, 404);
		assertThat(output).doesNotContain(" ERROR ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "00-0-0-0", "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "\u00e9" })
	void ignoresUnreadableTrace(String trace) throws IOException {
		assertThat(systemA.sendRaw("GET " + REQUESTS + " HTTP/1.1\r\nHost: localhost\r\ntraceparent: " + trace
				+ "\r\nbaggage: " + "k=v,".repeat(500) + "\r\nConnection: close\r\n\r\n"))
			.startsWith("HTTP/1.1 200 ");
	}

	@Test
	void answersPipelinedRequests() throws IOException {
		String rawRequest = "GET " + REQUESTS + " HTTP/1.1\r\nHost: localhost\r\n";
		String rawResponses = systemA
			.sendRaw((rawRequest + "\r\n").repeat(99) + rawRequest + "Connection: close\r\n\r\n");
		assertThat(rawResponses.split("HTTP/1.1 200 ", -1)).hasSize(101);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/v1/requests/%00", "/v1/requests/%2F", "/v1/requests/%zz", "/v1/%5c..", "/../../x" })
	void rejectsUnreadablePaths(String path) throws IOException {
		assertProblem(systemA.sendRaw("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
				400);
	}

	static Stream<Arguments> malformedCalls() {
		return Stream.of(arguments("no method", "\u0001\u0002 / HTTP/1.1\r\nHost: localhost\r\n\r\n"),
				arguments("no host", "GET / HTTP/1.1\r\nConnection: close\r\n\r\n"),
				arguments("length and chunks", "POST " + REQUESTS
						+ " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n"),
				arguments("two lengths", "POST " + REQUESTS
						+ " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n{} "),
				arguments("negative length", "POST " + REQUESTS
						+ " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: -1\r\n\r\n{} "),
				arguments("broken chunk", "POST " + REQUESTS
						+ " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"),
				arguments("trailer of 2,000 characters",
						SystemAWithoutBroker.chunkedWithTrailer(HELLO, "x".repeat(2_000))),
				arguments("NUL in a header",
						"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\u0000b\r\nConnection: close\r\n\r\n"),
				arguments("folded header",
						"GET / HTTP/1.1\r\nHost: localhost\r\nX: a\r\n b\u0000\r\nConnection: close\r\n\r\n"),
				arguments("header without a colon",
						"GET / HTTP/1.1\r\nHost: localhost\r\nnothing\r\nConnection: close\r\n\r\n"),
				arguments("header of 20,000 characters",
						"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + "x".repeat(20_000)
								+ "\r\nConnection: close\r\n\r\n"),
				arguments("100 headers of 8 KiB", "GET / HTTP/1.1\r\nHost: localhost\r\n"
						+ ("X: " + "x".repeat(8_000) + "\r\n").repeat(100) + "Connection: close\r\n\r\n"));
	}

	@ParameterizedTest(name = "{0}")
	@MethodSource("malformedCalls")
	void rejectsMalformedHttpAndClosesConnection(String name, String rawRequest) {
		String rawResponse = responseOrReset(rawRequest);
		assertThat(rawResponse).satisfiesAnyOf((text) -> assertThat(text).startsWith("HTTP/1.1 4"),
				(text) -> assertThat(text).isEqualTo("reset"));
		assertThat(rawResponse).doesNotContain("Exception", "Tomcat", "<html", "java.");
	}

	/**
	 * A client that still sends when the server closes the connection can get a reset
	 * instead of the response.
	 */
	private static String responseOrReset(String rawRequest) {
		try {
			return systemA.sendRaw(rawRequest);
		}
		catch (IOException ex) {
			return "reset";
		}
	}

	@Test
	void rejectsLargeCookiesAsTooLargeHeaders() throws IOException {
		assertProblem(systemA.sendRaw("GET " + REQUESTS + " HTTP/1.1\r\nHost: localhost\r\nCookie: " + "c".repeat(8_200)
				+ "\r\nConnection: close\r\n\r\n"), 431);
	}

	@Test
	void treatsBytesBeyondContentLengthAsNextRequest() throws IOException {
		String rawResponse = systemA.sendRaw("POST " + REQUESTS
				+ " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}}}}\r\n\r\n");
		assertProblem(rawResponse, 400);
	}

	@Test
	void rejectsTruncatedBody() throws IOException {
		try (Socket socket = systemA.openSocket()) {
			socket.getOutputStream()
				.write(("POST " + REQUESTS
						+ " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{}")
					.getBytes(StandardCharsets.US_ASCII));
			socket.shutdownOutput();
			assertProblem(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8), 400);
		}
	}

	@Test
	void rejectsOversizedBodyBeforeReadingIt() throws IOException {
		String rawResponse = systemA.sendRaw("POST " + REQUESTS
				+ " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n");
		assertProblem(rawResponse, 413);
	}

}
