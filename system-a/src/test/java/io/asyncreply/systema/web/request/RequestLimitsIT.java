package io.asyncreply.systema.web.request;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.SystemAWithoutBroker;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.model.NewRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.asyncreply.systema.SystemAWithoutBroker.HELLO;
import static io.asyncreply.systema.SystemAWithoutBroker.REQUESTS;
import static io.asyncreply.systema.SystemAWithoutBroker.id;
import static io.asyncreply.systema.SystemAWithoutBroker.path;
import static io.asyncreply.systema.web.problem.ProblemAssertions.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Calls at and beyond the limits of a System A with small limits.
 */
class RequestLimitsIT {

	private static final int MEBIBYTE = 1_048_576;

	private static final int QUOTA = 4;

	private static final Pattern RAW_ID = Pattern.compile("\"id\":\"([^\"]*)\"");

	private static SystemAWithoutBroker systemA;

	@BeforeAll
	static void start(@TempDir Path folder) {
		systemA = SystemAWithoutBroker.start(folder, "asyncreply.ledger.max-open-requests=" + (QUOTA + 1),
				"asyncreply.ledger.max-open-requests-per-caller=" + QUOTA, "asyncreply.ledger.uncommitted=2KB",
				"asyncreply.waiting.max-callers=1", "asyncreply.requests.max-wait=60s",
				"asyncreply.requests.body-timeout=1s");
	}

	@AfterAll
	static void stop() {
		systemA.close();
	}

	private static void succeedAccepted(HttpResponse<String> accepted) {
		assertThat(accepted.statusCode()).as(accepted.body()).isEqualTo(202);
		systemA.succeed(id(accepted), "{}");
	}

	private static String padded(int length) {
		return HELLO + " ".repeat(length - HELLO.length());
	}

	@Test
	void limitsBodyToOneMebibyte() {
		succeedAccepted(systemA.post(padded(MEBIBYTE - 1)));
		succeedAccepted(systemA.post(padded(MEBIBYTE)));
		assertProblem(systemA.post(padded(MEBIBYTE + 1)), 413, "body-too-large");
	}

	@Test
	void limitsChunkedBodyToOneMebibyte() {
		succeedAccepted(systemA.send(chunked(padded(MEBIBYTE))));
		assertProblem(systemA.send(chunked(padded(MEBIBYTE + 1))), 413, "body-too-large");
	}

	@Test
	void ignoresTrailerOfChunkedBody() throws IOException {
		String rawResponse = systemA.sendRaw(SystemAWithoutBroker.chunkedWithTrailer(HELLO, "x".repeat(500)));
		assertThat(rawResponse).startsWith("HTTP/1.1 202 ");
		Matcher id = RAW_ID.matcher(rawResponse);
		assertThat(id.find()).isTrue();
		systemA.succeed(RequestId.parse(id.group(1)).orElseThrow(), "{}");
	}

	private static HttpRequest.Builder chunked(String body) {
		return systemA.request(REQUESTS, "Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers
				.ofInputStream(() -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))));
	}

	@Test
	void rejectsSlowBody() throws IOException {
		try (Socket socket = systemA.openSocket()) {
			socket.getOutputStream()
				.write(("POST " + REQUESTS
						+ " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n")
					.getBytes(StandardCharsets.US_ASCII));
			await().pollInterval(Duration.ofMillis(100)).until(() -> {
				socket.getOutputStream().write(' ');
				return socket.getInputStream().available() > 0;
			});
			assertProblem(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8), 408);
		}
	}

	@Test
	void rejectsCallerAtItsQuotaUntilARequestEnds() {
		List<RequestId> open = useUpQuota();
		HttpResponse<String> rejected = systemA.post(HELLO);
		assertProblem(rejected, 429, "too-many-open");
		assertThat(rejected.headers().firstValue("Retry-After")).hasValue("5");
		systemA.succeed(open.get(0), "{}");
		open.set(0, systemA.submit());
		open.forEach((id) -> systemA.succeed(id, "{}"));
	}

	@Test
	void rejectsRequestsWhileBacklogIsFull() {
		List<RequestId> open = useUpQuota();
		RequestId foreignRequest = RequestId.generate(Clock.systemUTC());
		systemA.bean(Ledger.class)
			.accept(new NewRequest(foreignRequest, "another caller", "text.process", Lane.INTERACTIVE,
					RawJson.of("{}".getBytes(StandardCharsets.UTF_8)), Instant.now().plusSeconds(60), null, null))
			.join();
		HttpResponse<String> rejected = systemA.post(HELLO);
		assertProblem(rejected, 503, "backlog-full");
		assertThat(rejected.headers().firstValue("Retry-After")).hasValue("5");
		systemA.succeed(open.get(0), "{}");
		open.set(0, systemA.submit());
		open.forEach((id) -> systemA.succeed(id, "{}"));
		systemA.succeed(foreignRequest, "{}");
	}

	@Test
	void acceptsRepetitionAtFullQuota() {
		RequestId first = id(systemA.post(HELLO, "Idempotency-Key", "bounded"));
		List<RequestId> others = Stream.generate(systemA::submit).limit(QUOTA - 1).toList();
		HttpResponse<String> repeated = systemA.post(HELLO, "Idempotency-Key", "bounded");
		assertThat(repeated.statusCode()).isEqualTo(202);
		assertThat(id(repeated)).isEqualTo(first);
		assertProblem(systemA.post(HELLO + " ", "Idempotency-Key", "bounded"), 422, "idempotency-key-reused");
		assertProblem(systemA.post(HELLO, "Idempotency-Key", "unknown"), 429, "too-many-open");
		others.forEach((id) -> systemA.succeed(id, "{}"));
		systemA.succeed(first, "{}");
	}

	private static List<RequestId> useUpQuota() {
		return Stream.generate(systemA::submit).limit(QUOTA).collect(Collectors.toCollection(ArrayList::new));
	}

	@Test
	void rejectsRequestsBeyondUncommittedBytes() {
		HttpResponse<String> rejected = systemA.post("""
				{"operation": "text.process", "payload": {"text": "%s"}}""".formatted("x".repeat(2_100)));
		assertProblem(rejected, 503, "ledger-unavailable");
		assertThat(rejected.headers().firstValue("Retry-After")).hasValue("1");
	}

	@Test
	void doesNotWaitBeyondMaxCallers() {
		CompletableFuture<HttpResponse<String>> waiting = systemA
			.sendAsync(systemA.submission(HELLO, "Prefer", "wait=60", "Idempotency-Key", "first"));
		await().until(() -> systemA.waitingCallers() == 1);
		HttpResponse<String> second = systemA.post(HELLO, "Prefer", "wait=60");
		assertThat(waiting).isNotDone();
		assertThat(second.headers().firstValue("Preference-Applied")).isEmpty();
		assertThat(systemA.get(path(id(second)), "Prefer", "wait=60").headers().firstValue("Preference-Applied"))
			.isEmpty();
		assertThat(waiting).isNotDone();
		succeedAccepted(second);
		systemA.succeed(id(systemA.post(HELLO, "Idempotency-Key", "first")), "{}");
		assertThat(waiting.join().statusCode()).isEqualTo(200);
	}

	@Test
	void capsWaitAtMaxWait() {
		CompletableFuture<HttpResponse<String>> waiting = systemA
			.sendAsync(systemA.submission(HELLO, "Prefer", "wait=99999999999999999999", "Idempotency-Key", "endless"));
		await().until(() -> systemA.waitingCallers() == 1);
		succeedAccepted(systemA.post(HELLO, "Idempotency-Key", "endless"));
		assertThat(waiting.join().headers().firstValue("Preference-Applied")).hasValue("wait=60");
	}

	/** Tomcat does not report a disconnected caller before the response. */
	@Test
	void releasesDisconnectedCallerAfterItsWait() throws IOException {
		try (Socket socket = systemA.openSocket()) {
			socket.getOutputStream()
				.write(("POST " + REQUESTS
						+ " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nPrefer: wait=2\r\n"
						+ "Idempotency-Key: left\r\nContent-Length: " + HELLO.length() + "\r\n\r\n" + HELLO)
					.getBytes(StandardCharsets.US_ASCII));
			await().until(() -> systemA.waitingCallers() == 1);
		}
		await().until(() -> systemA.waitingCallers() == 0);
		succeedAccepted(systemA.post(HELLO, "Idempotency-Key", "left"));
	}

}
