package io.asyncreply.endtoend.journey;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests two instances of System A on one PostgreSQL ledger. Both give the same responses,
 * no matter which one accepted the request or received the reply.
 */
@Tag("extended")
class SystemAClusterIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static SystemPair systemPair;

	private static ApiClient firstClient;

	private static ApiClient secondClient;

	@BeforeAll
	static void start() {
		systemPair = SystemPairSpec.of("several-system-a", TestBroker.shared())
			.withPostgres(TestPostgres.shared())
			.start();
		SystemProcess secondSystemA = systemPair.startAnotherSystemA();
		firstClient = systemPair.client();
		secondClient = new ApiClient(secondSystemA::uri, systemPair.journal());
	}

	@AfterAll
	static void checkAndClose() {
		try (SystemPair closing = systemPair) {
			InvariantChecker.check(closing);
		}
	}

	@Test
	void streamsAllEventsAtEitherInstance() {
		systemPair.systemB().pause();
		String id = firstClient
			.submit(RequestSubmission.of(Simulation.OPERATION, new Simulation(60_000, 200, false, 0, false, false)))
			.id();
		try (SseClient firstStream = firstClient.events(id); SseClient secondStream = secondClient.events(id)) {
			systemPair.systemB().resume();
			Map<SseClient, List<ReceivedEvent>> eventsByStream = Map.of(firstStream, readUntilProgress(firstStream),
					secondStream, readUntilProgress(secondStream));
			assertThat(secondClient.cancelAsync(id).join().status()).isEqualTo(200);
			eventsByStream.forEach((stream, events) -> {
				events.addAll(stream.remainingEvents());
				assertThat(events).filteredOn((receivedEvent) -> !receivedEvent.id().isEmpty())
					.extracting((receivedEvent) -> Integer.parseInt(receivedEvent.id()))
					.isSorted()
					.doesNotHaveDuplicates();
				assertThat(state(events.get(events.size() - 1))).isEqualTo("CANCELLED");
			});
		}
	}

	private static List<ReceivedEvent> readUntilProgress(SseClient stream) {
		List<ReceivedEvent> events = new ArrayList<>();
		do {
			events.add(stream.nextEvent().orElseThrow());
		}
		while (!events.get(events.size() - 1).name().equals("progress"));
		return events;
	}

	@Test
	void completesLongPollsAtEitherInstance() {
		List<JsonResponse> accepted = firstClient
			.submitAll(20, (i) -> RequestSubmission.simulatedWork(Duration.ofMillis(500)));
		assertThat(accepted.stream()
			.flatMap((response) -> Stream.of(firstClient.longPollUntilDone(response.id()),
					secondClient.longPollUntilDone(response.id()))))
			.allSatisfy((changes) -> assertThat(changes.get(changes.size() - 1)).extracting(JsonResponse::state)
				.isEqualTo("SUCCEEDED"));
	}

	@Test
	void stopsWorkCancelledAtOtherInstance() {
		JsonResponse accepted = firstClient.submit(RequestSubmission.simulatedWork(Duration.ofSeconds(60)));
		Awaitility.await().atMost(TIMEOUT).until(() -> firstClient.getStatus(accepted.id()).state(), "RUNNING"::equals);
		assertThat(secondClient.cancelAsync(accepted.id()).join().state()).isEqualTo("CANCELLED");
		assertThat(firstClient.getStatus(accepted.id()).state()).isEqualTo("CANCELLED");
		Awaitility.await()
			.atMost(TIMEOUT)
			.untilAsserted(
					() -> assertThat(ScrapedMetrics.of(systemPair.systemB()).sum("asyncreply_requests_in_flight"))
						.isZero());
	}

	@Test
	void returnsSameRequestForKeyAtOtherInstance() {
		RequestSubmission requestSubmission = RequestSubmission.text("asked twice");
		assertThat(secondClient.submit(requestSubmission).id()).isEqualTo(firstClient.submit(requestSubmission).id());
	}

	private static String state(ReceivedEvent receivedEvent) {
		JsonNode status = new JsonMapper().readTree(receivedEvent.data());
		return status.path("state").asString();
	}

}
