package io.asyncreply.systema.web.event;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.SystemAWithoutBroker;
import io.asyncreply.testsupport.SseClient;
import io.asyncreply.testsupport.SseClient.ReceivedEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static io.asyncreply.systema.SystemAWithoutBroker.path;
import static io.asyncreply.systema.web.problem.ProblemAssertions.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Event streams of requests over HTTP.
 */
class EventControllerIT {

	private static final int STREAMS = 4;

	private static SystemAWithoutBroker systemA;

	@BeforeAll
	static void start(@TempDir Path folder) {
		systemA = SystemAWithoutBroker.start(folder, "asyncreply.waiting.max-streams=" + STREAMS,
				"asyncreply.events.heartbeat=100ms", "asyncreply.peers.max-share=1");
	}

	@AfterAll
	static void stop() {
		systemA.close();
	}

	@BeforeEach
	void awaitNoOpenStreams() {
		await().until(() -> countStreams() == 0);
	}

	private static int countStreams() {
		return systemA.openStreams();
	}

	private static String eventsPath(RequestId id) {
		return path(id) + "/events";
	}

	private static SseClient openStream(RequestId id, String... headers) {
		SseClient client = SseClient.open(systemA.request(eventsPath(id)).build().uri(), headers);
		assertThat(client.response().statusCode()).isEqualTo(200);
		assertThat(client.response().headers().firstValue("Content-Type")).hasValue("text/event-stream");
		return client;
	}

	private static String summary(ReceivedEvent receivedEvent) {
		JsonNode data = new JsonMapper().readTree(receivedEvent.data());
		return receivedEvent.name() + " " + receivedEvent.id() + " " + data.path("state").asString()
				+ (data.has("progress") ? " " + data.at("/progress/percent").asInt() : "");
	}

	private static Optional<String> nextSummary(SseClient client) {
		return client.nextEvent().map(EventControllerIT::summary);
	}

	@Test
	void sendsCurrentStateAndEveryChangeUntilTheEnd() {
		RequestId id = systemA.submit();
		try (SseClient client = openStream(id)) {
			assertThat(nextSummary(client)).hasValue("status 1 ACCEPTED");
			systemA.progress(id, 0);
			assertThat(nextSummary(client)).hasValue("status 2 RUNNING 0");
			systemA.progress(id, 10);
			systemA.progress(id, 90);
			systemA.succeed(id, "{\"text\":\"done\"}");
			List<ReceivedEvent> remaining = client.remainingEvents();
			assertThat(remaining).extracting(EventControllerIT::summary)
				.containsExactly("progress 3 RUNNING 10", "progress 4 RUNNING 90", "status 5 SUCCEEDED 90");
			assertThat(remaining.get(2).data()).isEqualTo(systemA.get(path(id)).body());
		}
	}

	@Test
	void sendsEndOfEndedRequestAndClosesStream() {
		RequestId id = systemA.submit();
		systemA.fail(id, "broken");
		try (SseClient client = openStream(id)) {
			assertThat(client.remainingEvents()).extracting(EventControllerIT::summary)
				.containsExactly("status 2 FAILED");
		}
	}

	@Test
	void resumesAfterLastEventId() {
		RequestId id = systemA.submit();
		try (SseClient client = openStream(id)) {
			assertThat(nextSummary(client)).hasValue("status 1 ACCEPTED");
		}
		systemA.progress(id, 10);
		systemA.progress(id, 20);
		try (SseClient client = openStream(id, "Last-Event-ID", "1")) {
			assertThat(nextSummary(client)).hasValue("status 3 RUNNING 20");
		}
		try (SseClient client = openStream(id, "Last-Event-ID", "3")) {
			assertThat(client.readLine()).hasValue("retry: 2000");
			systemA.progress(id, 30);
			assertThat(nextSummary(client)).hasValue("progress 4 RUNNING 30");
		}
		systemA.succeed(id, "{}");
		HttpResponse<String> upToDate = systemA.get(eventsPath(id), "Last-Event-ID", "5");
		assertThat(upToDate.statusCode()).isEqualTo(204);
		assertThat(upToDate.body()).isEmpty();
	}

	@Test
	void allowsSeveralStreamsOfOneRequest() {
		RequestId id = systemA.submit();
		List<SseClient> clients = Stream.generate(() -> openStream(id)).limit(STREAMS).toList();
		systemA.succeed(id, "{}");
		assertThat(clients)
			.allSatisfy((client) -> assertThat(client.remainingEvents()).extracting(EventControllerIT::summary)
				.endsWith("status 2 SUCCEEDED"));
	}

	@Test
	void sendsEtaWhenEstimateMoves() {
		List<RequestId> before = IntStream.range(0, 3).mapToObj((i) -> systemA.submit()).toList();
		RequestId id = systemA.submit();
		try (SseClient client = openStream(id)) {
			assertThat(nextSummary(client)).hasValue("status 1 ACCEPTED");
			before.forEach((earlier) -> systemA.succeed(earlier, "{}"));
			ReceivedEvent etaEvent = client.nextEvent().orElseThrow();
			assertThat(summary(etaEvent)).isEqualTo("eta  ACCEPTED");
			assertThat(new JsonMapper().readTree(etaEvent.data()).at("/eta/basis").asString())
				.isEqualTo("workers-unknown");
		}
		systemA.succeed(id, "{}");
	}

	@Test
	void sendsHeartbeatsOnSilentStream() {
		try (SseClient client = openStream(systemA.submit())) {
			nextSummary(client);
			assertThat(Stream.generate(client::readLine).limit(20)).filteredOn(Optional.of(":")::equals)
				.hasSizeGreaterThanOrEqualTo(2);
		}
	}

	@Test
	void limitsStreamsAndReleasesClosedOnes() {
		RequestId id = systemA.submit();
		List<SseClient> clients = Stream.generate(() -> openStream(id)).limit(STREAMS).toList();
		HttpResponse<String> rejected = systemA.get(eventsPath(id));
		assertThat(assertProblem(rejected, 503, "too-many-streams").path("detail").asString())
			.isEqualTo("The limit of open event streams has been reached.");
		assertThat(rejected.headers().firstValue("Retry-After")).hasValue("5");
		clients.get(0).close();
		await().until(() -> countStreams() < STREAMS);
		try (SseClient client = openStream(id)) {
			assertThat(nextSummary(client)).hasValue("status 1 ACCEPTED");
		}
		clients.forEach(SseClient::close);
	}

	@Test
	void sendsLinkToLongResult() {
		RequestId id = systemA.submit();
		String result = "{\"text\":\"" + "x".repeat(100_000) + "\"}";
		try (SseClient client = openStream(id)) {
			assertThat(nextSummary(client)).hasValue("status 1 ACCEPTED");
			systemA.succeed(id, result);
			JsonNode end = new JsonMapper().readTree(client.nextEvent().orElseThrow().data());
			assertThat(end.has("result")).isFalse();
			assertThat(SystemAWithoutBroker.json(systemA.get(end.path("resultUrl").asString())).path("result"))
				.hasToString(result);
		}
	}

	@Test
	void rejectsStreamOfUnknownOrErasedRequest() {
		assertProblem(systemA.get("/v1/requests/01a2027b-9176-7ad6-aadb-9d62ac57b6b4/events"), 404, "unknown-request");
		assertProblem(systemA.get("/v1/requests/1/events"), 404, "unknown-request");
		RequestId erased = systemA.submit();
		systemA.succeed(erased, "{}");
		systemA.send(systemA.request(path(erased)).DELETE());
		assertProblem(systemA.get(eventsPath(erased)), 410, "purged");
		assertProblem(systemA.get(eventsPath(systemA.submit()), "Accept", "application/json"), 406, "not-acceptable");
		assertThat(countStreams()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "0", "-1", "1.5", "9999999999" })
	void rejectsInvalidLastEventId(String id) {
		assertProblem(systemA.get(eventsPath(systemA.submit()), "Last-Event-ID", id), 400, "invalid-request");
		assertThat(countStreams()).isZero();
	}

	@Test
	void answersHeadWithoutStream() {
		HttpResponse<String> head = systemA
			.send(systemA.request(eventsPath(systemA.submit())).method("HEAD", HttpRequest.BodyPublishers.noBody()));
		assertThat(head.statusCode()).isEqualTo(200);
		assertThat(head.headers().firstValue("Content-Type")).hasValue("text/event-stream");
		assertThat(countStreams()).isZero();
	}

}
