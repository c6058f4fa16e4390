package io.asyncreply.endtoend.journey;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.asyncreply.endtoend.client.ApiClient;
import io.asyncreply.endtoend.client.JsonResponse;
import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.harness.InvariantChecker;
import io.asyncreply.endtoend.harness.ScrapedMetrics;
import io.asyncreply.endtoend.harness.SystemPair;
import io.asyncreply.endtoend.harness.SystemPairSpec;
import io.asyncreply.messages.operation.Simulation;
import io.asyncreply.testsupport.SseClient;
import io.asyncreply.testsupport.SseClient.ReceivedEvent;
import io.asyncreply.testsupport.broker.TestBroker;
import io.asyncreply.testsupport.process.SystemProcess;
import io.asyncreply.testsupport.server.TestPostgres;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two System A on one PostgreSQL: whichever is asked, it tells the same, whichever took
 * the request and whichever took the reply.
 */
class SystemAClusterIT {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static SystemPair pair;

	private static ApiClient one;

	private static ApiClient other;

	@BeforeAll
	static void start() {
		pair = SystemPairSpec.of("several-system-a", TestBroker.shared()).on(TestPostgres.shared()).start();
		SystemProcess another = pair.startAnotherSystemA();
		one = pair.client();
		other = new ApiClient(another::uri, pair.journal());
	}

	@AfterAll
	static void checkAndClose() {
		try (SystemPair closing = pair) {
			InvariantChecker.check(closing);
		}
	}

	@Test
	void streamAtEitherTellsTheWholeWayToTheEnd() {
		pair.systemB().pause();
		String id = one
			.submit(RequestSubmission.of(Simulation.OPERATION, new Simulation(60_000, 200, false, 0, false, false)))
			.id();
		try (SseClient here = one.events(id); SseClient there = other.events(id)) {
			pair.systemB().resume();
			Map<SseClient, List<ReceivedEvent>> told = Map.of(here, untilProgress(here), there, untilProgress(there));
			assertThat(other.cancelLater(id).join().status()).isEqualTo(200);
			told.forEach((stream, events) -> {
				events.addAll(stream.remaining());
				assertThat(events).filteredOn((event) -> !event.id().isEmpty())
					.extracting((event) -> Integer.parseInt(event.id()))
					.isSorted()
					.doesNotHaveDuplicates();
				assertThat(state(events.get(events.size() - 1))).isEqualTo("CANCELLED");
			});
		}
	}

	private static List<ReceivedEvent> untilProgress(SseClient stream) {
		List<ReceivedEvent> events = new ArrayList<>();
		do {
			events.add(stream.next().orElseThrow());
		}
		while (!events.get(events.size() - 1).name().equals("progress"));
		return events;
	}

	@Test
	void callersWhoWaitAtEitherAreAnswered() {
		List<JsonResponse> accepted = one.burst(20, (i) -> RequestSubmission.work(Duration.ofMillis(500)))
			.stream()
			.map(CompletableFuture::join)
			.toList();
		assertThat(accepted.stream().flatMap((answer) -> Stream.of(one.follow(answer.id()), other.follow(answer.id()))))
			.allSatisfy((changes) -> assertThat(changes.get(changes.size() - 1)).extracting(JsonResponse::state)
				.isEqualTo("SUCCEEDED"));
	}

	@Test
	void cancelAtTheOtherStopsTheWork() {
		JsonResponse accepted = one.submit(RequestSubmission.work(Duration.ofSeconds(60)));
		Awaitility.await().atMost(PATIENCE).until(() -> one.status(accepted.id()).state(), "RUNNING"::equals);
		assertThat(other.cancelLater(accepted.id()).join().state()).isEqualTo("CANCELLED");
		assertThat(one.status(accepted.id()).state()).isEqualTo("CANCELLED");
		Awaitility.await()
			.atMost(PATIENCE)
			.untilAsserted(() -> assertThat(ScrapedMetrics.of(pair.systemB()).sum("asyncreply_in_hand")).isZero());
	}

	@Test
	void requestUnderItsKeyIsTheSameAtTheOther() {
		RequestSubmission submission = RequestSubmission.text("asked twice");
		assertThat(other.submit(submission).id()).isEqualTo(one.submit(submission).id());
	}

	private static String state(ReceivedEvent event) {
		JsonNode status = new JsonMapper().readTree(event.data());
		return status.path("state").asString();
	}

}
