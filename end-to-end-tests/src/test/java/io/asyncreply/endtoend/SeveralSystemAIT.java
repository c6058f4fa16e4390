package io.asyncreply.endtoend;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import io.asyncreply.messages.Simulation;
import io.asyncreply.testsupport.EventReader;
import io.asyncreply.testsupport.EventReader.Event;
import io.asyncreply.testsupport.SystemProcess;
import io.asyncreply.testsupport.TestBroker;
import io.asyncreply.testsupport.TestPostgres;
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
class SeveralSystemAIT {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static Pair pair;

	private static Client one;

	private static Client other;

	@BeforeAll
	static void start() {
		pair = PairPlan.of("several-system-a", TestBroker.shared()).on(TestPostgres.shared()).start();
		SystemProcess another = pair.startAnotherSystemA();
		one = pair.client();
		other = new Client(another::uri, pair.journal());
	}

	@AfterAll
	static void checkAndClose() {
		try (Pair closing = pair) {
			Invariants.check(closing);
		}
	}

	@Test
	void streamAtEitherTellsTheWholeWayToTheEnd() {
		pair.systemB().pause();
		String id = one.submit(Submission.of(Simulation.OPERATION, new Simulation(60_000, 200, false, 0, false, false)))
			.id();
		try (EventReader here = one.events(id); EventReader there = other.events(id)) {
			pair.systemB().resume();
			Map<EventReader, List<Event>> told = Map.of(here, untilProgress(here), there, untilProgress(there));
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

	private static List<Event> untilProgress(EventReader stream) {
		List<Event> events = new ArrayList<>();
		do {
			events.add(stream.next().orElseThrow());
		}
		while (!events.get(events.size() - 1).name().equals("progress"));
		return events;
	}

	@Test
	void callersWhoWaitAtEitherAreAnswered() {
		List<Answer> accepted = one.burst(20, (i) -> Submission.work(Duration.ofMillis(500)))
			.stream()
			.map(CompletableFuture::join)
			.toList();
		assertThat(accepted.stream().flatMap((answer) -> Stream.of(one.follow(answer.id()), other.follow(answer.id()))))
			.allSatisfy((changes) -> assertThat(changes.get(changes.size() - 1)).extracting(Answer::state)
				.isEqualTo("SUCCEEDED"));
	}

	@Test
	void cancelAtTheOtherStopsTheWork() {
		Answer accepted = one.submit(Submission.work(Duration.ofSeconds(60)));
		Awaitility.await().atMost(PATIENCE).until(() -> one.status(accepted.id()).state(), "RUNNING"::equals);
		assertThat(other.cancelLater(accepted.id()).join().state()).isEqualTo("CANCELLED");
		assertThat(one.status(accepted.id()).state()).isEqualTo("CANCELLED");
		Awaitility.await()
			.atMost(PATIENCE)
			.untilAsserted(() -> assertThat(Metrics.of(pair.systemB()).sum("asyncreply_in_hand")).isZero());
	}

	@Test
	void requestUnderItsKeyIsTheSameAtTheOther() {
		Submission submission = Submission.text("asked twice");
		assertThat(other.submit(submission).id()).isEqualTo(one.submit(submission).id());
	}

	private static String state(Event event) {
		JsonNode status = new JsonMapper().readTree(event.data());
		return status.path("state").asString();
	}

}
