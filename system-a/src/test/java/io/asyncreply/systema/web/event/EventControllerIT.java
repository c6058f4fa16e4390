package io.asyncreply.systema.web.event;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.SystemAWithoutBroker;
import io.asyncreply.systema.waiting.ChangeSubscribers;
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
 * Follows requests by server-sent events.
 */
class EventControllerIT {

	private static final int STREAMS = 4;

	private static SystemAWithoutBroker systemA;

	@BeforeAll
	static void start(@TempDir Path folder) {
		systemA = SystemAWithoutBroker.start(folder, "asyncreply.waiting.streams=" + STREAMS,
				"asyncreply.events.heartbeat=100ms");
	}

	@AfterAll
	static void stop() {
		systemA.close();
	}

	@BeforeEach
	void awaitFreePlaces() {
		await().until(() -> streams() == 0);
	}

	private static int streams() {
		return systemA.bean(ChangeSubscribers.class).count();
	}

	private static String events(RequestId id) {
		return path(id) + "/events";
	}

	private static SseClient open(RequestId id, String... headers) {
		SseClient reader = SseClient.open(systemA.request(events(id)).build().uri(), headers);
		assertThat(reader.response().statusCode()).isEqualTo(200);
		assertThat(reader.response().headers().firstValue("Content-Type")).hasValue("text/event-stream");
		return reader;
	}

	private static String brief(ReceivedEvent event) {
		JsonNode data = new JsonMapper().readTree(event.data());
		return event.name() + " " + event.id() + " " + data.path("state").asString()
				+ (data.has("progress") ? " " + data.at("/progress/percent").asInt() : "");
	}

	private static Optional<String> next(SseClient reader) {
		return reader.next().map(EventControllerIT::brief);
	}

	@Test
	void currentStateIsToldAtOnceAndThenEveryChangeToTheEnd() {
		RequestId id = systemA.submitted();
		try (SseClient reader = open(id)) {
			assertThat(next(reader)).hasValue("status 1 ACCEPTED");
			systemA.progress(id, 0);
			assertThat(next(reader)).hasValue("status 2 RUNNING 0");
			systemA.progress(id, 10);
			systemA.progress(id, 90);
			systemA.succeed(id, "{\"text\":\"done\"}");
			List<ReceivedEvent> rest = reader.remaining();
			assertThat(rest).extracting(EventControllerIT::brief)
				.containsExactly("progress 3 RUNNING 10", "progress 4 RUNNING 90", "status 5 SUCCEEDED 90");
			assertThat(rest.get(2).data()).isEqualTo(systemA.get(path(id)).body());
		}
	}

	@Test
	void endThatCameBeforeIsToldOnceAndTheStreamIsClosed() {
		RequestId id = systemA.submitted();
		systemA.fail(id, "broken");
		try (SseClient reader = open(id)) {
			assertThat(reader.remaining()).extracting(EventControllerIT::brief).containsExactly("status 2 FAILED");
		}
	}

	@Test
	void callerWhoComesBackMissesNothingAndHearsNothingTwice() {
		RequestId id = systemA.submitted();
		try (SseClient reader = open(id)) {
			assertThat(next(reader)).hasValue("status 1 ACCEPTED");
		}
		systemA.progress(id, 10);
		systemA.progress(id, 20);
		try (SseClient reader = open(id, "Last-Event-ID", "1")) {
			assertThat(next(reader)).hasValue("status 3 RUNNING 20");
		}
		try (SseClient reader = open(id, "Last-Event-ID", "3")) {
			assertThat(reader.line()).hasValue("retry: 2000");
			systemA.progress(id, 30);
			assertThat(next(reader)).hasValue("progress 4 RUNNING 30");
		}
		systemA.succeed(id, "{}");
		HttpResponse<String> heardAll = systemA.get(events(id), "Last-Event-ID", "5");
		assertThat(heardAll.statusCode()).isEqualTo(204);
		assertThat(heardAll.body()).isEmpty();
	}

	@Test
	void severalMayFollowOneRequest() {
		RequestId id = systemA.submitted();
		List<SseClient> readers = Stream.generate(() -> open(id)).limit(STREAMS).toList();
		systemA.succeed(id, "{}");
		assertThat(readers).allSatisfy((reader) -> assertThat(reader.remaining()).extracting(EventControllerIT::brief)
			.endsWith("status 2 SUCCEEDED"));
	}

	@Test
	void estimateMovesWhileTheRequestWaits() {
		List<RequestId> before = IntStream.range(0, 3).mapToObj((i) -> systemA.submitted()).toList();
		RequestId id = systemA.submitted();
		try (SseClient reader = open(id)) {
			assertThat(next(reader)).hasValue("status 1 ACCEPTED");
			before.forEach((earlier) -> systemA.succeed(earlier, "{}"));
			ReceivedEvent moved = reader.next().orElseThrow();
			assertThat(brief(moved)).isEqualTo("eta  ACCEPTED");
			assertThat(new JsonMapper().readTree(moved.data()).at("/eta/basis").asString())
				.isEqualTo("workers cannot be heard");
		}
		systemA.succeed(id, "{}");
	}

	@Test
	void heartbeatsKeepASilentStreamAlive() {
		try (SseClient reader = open(systemA.submitted())) {
			next(reader);
			assertThat(reader.line()).hasValue(":");
			assertThat(reader.line()).hasValue("");
			assertThat(reader.line()).hasValue(":");
		}
	}

	@Test
	void streamsAreBoundedAndACallerWhoLeavesFreesItsPlace() {
		RequestId id = systemA.submitted();
		List<SseClient> readers = Stream.generate(() -> open(id)).limit(STREAMS).toList();
		HttpResponse<String> refused = systemA.get(events(id));
		assertProblem(refused, 503, "too-many-streams");
		assertThat(refused.headers().firstValue("Retry-After")).hasValue("5");
		readers.get(0).close();
		await().until(() -> streams() < STREAMS);
		try (SseClient reader = open(id)) {
			assertThat(next(reader)).hasValue("status 1 ACCEPTED");
		}
		readers.forEach(SseClient::close);
	}

	/** More than fits between a server and a caller that does not read. */
	@Test
	void callerWhoReadsNothingHoldsUpNobodyAndIsCutOff() throws IOException {
		RequestId id = systemA.submitted();
		try (Socket deaf = systemA.connect(); SseClient reader = open(id)) {
			deaf.getOutputStream()
				.write(("GET " + events(id) + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
			await().until(() -> streams() == 2);
			systemA.succeed(id, "\"" + "x".repeat(16 * 1024 * 1024) + "\"");
			assertThat(reader.remaining()).last().extracting(EventControllerIT::brief).isEqualTo("status 2 SUCCEEDED");
			assertThat(systemA.post(SystemAWithoutBroker.HELLO).statusCode()).isEqualTo(202);
			await().atMost(Duration.ofSeconds(30)).until(() -> streams() == 0);
		}
	}

	@Test
	void whatCannotBeFollowedIsRefusedAndTakesNoPlace() {
		assertProblem(systemA.get("/v1/requests/01a2027b-9176-7ad6-aadb-9d62ac57b6b4/events"), 404, "unknown-request");
		assertProblem(systemA.get("/v1/requests/1/events"), 404, "unknown-request");
		RequestId erased = systemA.submitted();
		systemA.succeed(erased, "{}");
		systemA.send(systemA.request(path(erased)).DELETE());
		assertProblem(systemA.get(events(erased)), 410, "purged");
		assertProblem(systemA.get(events(systemA.submitted()), "Accept", "application/json"), 406, "not-acceptable");
		assertThat(streams()).isZero();
	}

	@ParameterizedTest
	@ValueSource(strings = { "x", "0", "-1", "1.5", "9999999999" })
	void idThatNoEventHasIsRefused(String id) {
		assertProblem(systemA.get(events(systemA.submitted()), "Last-Event-ID", id), 400, "invalid-request");
		assertThat(streams()).isZero();
	}

	@Test
	void callerWhoAsksForTheHeadersOnlyGetsNoStream() {
		HttpResponse<String> head = systemA
			.send(systemA.request(events(systemA.submitted())).method("HEAD", HttpRequest.BodyPublishers.noBody()));
		assertThat(head.statusCode()).isEqualTo(200);
		assertThat(head.headers().firstValue("Content-Type")).hasValue("text/event-stream");
		assertThat(streams()).isZero();
	}

}
