package io.asyncreply.endtoend;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Simulation;
import io.asyncreply.messages.TextProcess;
import io.asyncreply.messages.WordCount;
import io.asyncreply.testsupport.EventReader;
import io.asyncreply.testsupport.SystemProcess;
import io.asyncreply.testsupport.TestBroker;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What callers and operators see while nothing goes wrong.
 */
@Timeout(240)
class JourneyIT {

	private static final Duration WAIT = Duration.ofSeconds(20);

	private static Pair pair;

	private static Client client;

	@BeforeAll
	static void startPair() {
		pair = Pair.start("journey", TestBroker.shared());
		client = pair.client();
	}

	@AfterAll
	static void checkAndClose() {
		try (Pair closing = pair) {
			Invariants.check(closing);
		}
	}

	@Test
	void acceptedAtOnceAndSoonDone() {
		Answer accepted = client.submit(Submission.text("hello"));
		assertThat(accepted.status()).isEqualTo(202);
		assertThat(accepted.header("location")).isEqualTo("/v1/requests/" + accepted.id());
		assertThat(accepted.header("retry-after")).isEqualTo("1");
		Answer ended = client.awaitEnd(accepted.id());
		assertThat(ended.state()).isEqualTo("SUCCEEDED");
		assertThat(ended.text("/result/text")).isEqualTo("Processed: hello");
	}

	@Test
	void callerWhoPrefersToWaitGetsTheResult() {
		Answer answer = client.submitAndWait(Submission.text("hello"), WAIT);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("preference-applied")).isEqualTo("wait=20");
		assertThat(answer.header("vary")).isEqualTo("Prefer");
		assertThat(answer.state()).isEqualTo("SUCCEEDED");
		assertThat(answer.text("/result/text")).isEqualTo("Processed: hello");
	}

	@Test
	void callerWhoWaitsTooShortIsToldWhereToLook() {
		Answer answer = client.submitAndWait(Submission.work(Duration.ofSeconds(2)), Duration.ofSeconds(1));
		assertThat(answer.status()).isEqualTo(202);
		assertThat(answer.header("location")).endsWith(answer.id());
		assertThat(client.awaitEnd(answer.id()).state()).isEqualTo("SUCCEEDED");
	}

	@Test
	void textIsProcessedInChinese() {
		Submission submission = Submission.of(TextProcess.OPERATION, new TextProcess("消息A", "zh"));
		assertThat(client.submitAndWait(submission, WAIT).text("/result/text")).isEqualTo("处理后的消息：消息A");
	}

	@Test
	void wordsAreCounted() {
		Submission submission = Submission.of(WordCount.OPERATION, new WordCount("one two Two"));
		JsonNode result = client.submitAndWait(submission, WAIT).body().path("result");
		assertThat(result.path("words").asInt()).isEqualTo(3);
		assertThat(result.path("distinct").asInt()).isEqualTo(2);
	}

	@Test
	void repetitionFindsTheSameRequest() {
		Submission submission = Submission.text("once");
		Answer first = client.submit(submission);
		Answer ended = client.awaitEnd(first.id());
		Answer repeated = client.submit(submission);
		assertThat(repeated.status()).isEqualTo(200);
		assertThat(repeated.body()).isEqualTo(ended.body());
	}

	@Test
	void otherBodyUnderTheSameKeyIsRefused() {
		Submission submission = Submission.text("once");
		client.submit(submission);
		Answer refused = client.submit(submission.in(Lane.BULK));
		assertThat(refused.status()).isEqualTo(422);
		assertThat(refused.text("/type")).isEqualTo("urn:asyncreply:problem:idempotency-key-reused");
	}

	@Test
	void workThatFailsTwiceSucceedsAtTheThirdAttempt() {
		Answer ended = client.submitAndWait(simulate(2, false), WAIT);
		assertThat(ended.state()).isEqualTo("SUCCEEDED");
		assertThat(ended.attempts()).isEqualTo(3);
		assertThat(ended.body().at("/result/attempt").asInt()).isEqualTo(3);
	}

	@Test
	void workThatFailsForGoodIsNotTriedAgain() {
		Answer ended = client.submitAndWait(simulate(0, true), WAIT);
		assertThat(ended.status()).isEqualTo(200);
		assertThat(ended.state()).isEqualTo("FAILED");
		assertThat(ended.attempts()).isOne();
		assertThat(ended.text("/error/type")).isEqualTo("urn:asyncreply:problem:simulated-failure");
		assertThat(ended.text("/error/detail")).isEqualTo("It fails for good");
	}

	@Test
	void longWorkShowsItsProgress() {
		Answer accepted = client
			.submit(Submission.of(Simulation.OPERATION, new Simulation(1_000, 5, false, 0, false, false)));
		List<Answer> changes = client.follow(accepted.id());
		assertThat(changes.get(changes.size() - 1).state()).isEqualTo("SUCCEEDED");
		assertThat(changes).anySatisfy((change) -> {
			assertThat(change.state()).isEqualTo("RUNNING");
			assertThat(change.body().at("/progress/percent").asInt()).isBetween(1, 99);
			assertThat(change.text("/progress/message")).matches("step \\d of 5");
		});
	}

	@Test
	void longWorkIsFollowedToItsEnd() {
		Answer accepted = client
			.submit(Submission.of(Simulation.OPERATION, new Simulation(1_500, 5, false, 0, false, false)));
		List<EventReader.Event> events = client.events(accepted.id()).remaining();
		assertThat(events.get(0).name()).isEqualTo("status");
		assertThat(events).extracting(EventReader.Event::data)
			.last()
			.isEqualTo(client.get("/v1/requests/" + accepted.id()).body().toString());
		assertThat(events).filteredOn((event) -> event.name().equals("progress"))
			.isNotEmpty()
			.allSatisfy((event) -> assertThat(event.data()).containsPattern("\"message\":\"step \\d of 5\""));
		assertThat(events).filteredOn((event) -> !event.name().equals("eta"))
			.extracting((event) -> Integer.parseInt(event.id()))
			.doesNotHaveDuplicates()
			.isSorted();
	}

	@Test
	void workThatRunsIsInTheHandsOfAWorker() {
		Answer accepted = client.submit(Submission.work(Duration.ofSeconds(4)));
		Awaitility.await().atMost(WAIT).untilAsserted(() -> {
			Answer why = client.why(accepted.id());
			assertThat(why.text("/summary"))
				.matches("in the hands of worker [0-9a-f-]{36}; 0 % done as of .* ago; 1 worker alive, .*");
			assertThat(why.text("/worker")).isNotEmpty();
		});
		assertThat(client.awaitEnd(accepted.id()).state()).isEqualTo("SUCCEEDED");
		assertThat(client.why(accepted.id()).text("/summary")).startsWith("succeeded at ");
	}

	@Test
	void deadlineEndsTheRequestAndStopsItsWork() {
		double stopped = stoppedWork();
		Answer ended = client.submitAndWait(Submission.work(Duration.ofMinutes(5)).within(Duration.ofMillis(500)),
				WAIT);
		assertThat(ended.state()).isEqualTo("EXPIRED");
		assertThat(ended.text("/error/type")).isEqualTo("urn:asyncreply:problem:deadline-exceeded");
		Awaitility.await().atMost(WAIT).untilAsserted(() -> assertThat(stoppedWork()).isEqualTo(stopped + 1));
		assertThat(client.status(ended.id()).body()).isEqualTo(ended.body());
	}

	@Test
	void deadlineThatCannotBeMetIsRefusedWithTheEstimate() {
		Submission work = Submission.work(Duration.ofSeconds(2));
		Answer first = client.submit(work);
		List<Answer> accepted = client.burst(700, (i) -> Submission.work(Duration.ofSeconds(2)))
			.stream()
			.map(CompletableFuture::join)
			.toList();
		Answer refused = Awaitility.await()
			.pollInterval(Duration.ofSeconds(1))
			.atMost(Duration.ofSeconds(60))
			.until(() -> client.submit(Submission.work(Duration.ofSeconds(2)).within(Duration.ofSeconds(1))),
					(answer) -> !answer.isAccepted());
		assertThat(refused.status()).isEqualTo(503);
		assertThat(refused.text("/type")).isEqualTo("urn:asyncreply:problem:deadline-unreachable");
		assertThat(refused.body().at("/eta/seconds").asDouble()).isGreaterThan(1);
		assertThat(refused.text("/eta/basis")).isEqualTo("measured");
		assertThat(Integer.parseInt(refused.header("retry-after"))).isPositive();
		assertThat(client.submit(work).id()).isEqualTo(first.id());
		assertThat(client.submit(Submission.work(Duration.ofSeconds(2))).status()).isEqualTo(202);
		assertThat(
				Metrics.of(pair.systemA()).sum("asyncreply_requests_refused_total", "reason=\"deadline-unreachable\""))
			.isPositive();
		accepted.stream().map((answer) -> client.cancelLater(answer.id())).toList().forEach(CompletableFuture::join);
	}

	@Test
	void payloadThatDoesNotFitIsRefusedBeforeAnythingIsStored() {
		int before = client.list(null).size();
		Answer refused = client.submitRaw("{\"operation\": \"text.process\", \"payload\": {\"text\": null}}");
		assertThat(refused.status()).isEqualTo(400);
		assertThat(refused.header("content-type")).isEqualTo("application/problem+json");
		assertThat(refused.text("/errors/0/field")).isEqualTo("payload.text");
		assertThat(client.list(null)).hasSize(before);
	}

	@Test
	void unknownOperationIsNotFound() {
		assertThat(client.submitRaw("{\"operation\": \"text.sing\", \"payload\": {}}").status()).isEqualTo(404);
	}

	@Test
	void requestThatNobodyMadeIsNotFound() {
		assertThat(client.get("/v1/requests/019a0000-0000-7000-8000-000000000000").status()).isEqualTo(404);
	}

	@Test
	void bulkLaneHasItsOwnQueue() {
		double before = processedInBulk();
		Answer ended = client.submitAndWait(Submission.text("no hurry").in(Lane.BULK), WAIT);
		assertThat(ended.state()).isEqualTo("SUCCEEDED");
		assertThat(ended.text("/lane")).isEqualTo("bulk");
		assertThat(processedInBulk()).isEqualTo(before + 1);
	}

	@Test
	void everyOperationIsOfferedWithItsSchema() {
		JsonNode operations = client.get("/v1/operations").body().path("operations");
		assertThat(operations).extracting((operation) -> operation.path("name").asString())
			.contains("text.process", "text.word-count", "work.simulate");
		assertThat(operations)
			.allSatisfy((operation) -> assertThat(operation.at("/payload/properties").isObject()).isTrue());
	}

	@Test
	void bothSystemsShowDepthAndConsumers() {
		for (SystemProcess system : List.of(pair.systemA(), pair.systemB())) {
			String page = system.uri("/actuator/queues").toString();
			Awaitility.await().atMost(WAIT).untilAsserted(() -> {
				assertThat(client.get(page).body().path("queues")).filteredOn(JourneyIT::isTextProcess)
					.singleElement()
					.satisfies((queue) -> {
						assertThat(queue.path("depth").asInt(-1)).isZero();
						assertThat(queue.path("consumers").asInt()).isOne();
					});
				assertThat(Metrics.of(system).has("asyncreply_queue_depth", "queue=\"requests.text.process\""))
					.isTrue();
				assertThat(Metrics.of(system).sum("asyncreply_queue_consumers", "queue=\"requests.text.process\""))
					.isOne();
			});
		}
	}

	@Test
	void bothSystemsMeasureLatencyInHistograms() {
		client.submitAndWait(Submission.text("measured"), WAIT);
		String all = "le=\"+Inf\"";
		assertThat(Metrics.of(pair.systemA())
			.sum("asyncreply_request_duration_seconds_bucket", all, "operation=\"text.process\"",
					"lane=\"interactive\"", "outcome=\"succeeded\"", "application=\"system-a\""))
			.isPositive();
		assertThat(Metrics.of(pair.systemB())
			.sum("asyncreply_processing_duration_seconds_bucket", all, "operation=\"text.process\"",
					"outcome=\"succeeded\"", "application=\"system-b\""))
			.isPositive();
	}

	@Test
	void healthNamesBrokerAndLedger() {
		Map<SystemProcess, List<String>> parts = Map.of(pair.systemA(), List.of("broker", "ledger"), pair.systemB(),
				List.of("broker", "consumers"));
		parts.forEach((system, names) -> {
			Answer health = client.get(system.uri("/actuator/health").toString());
			assertThat(health.text("/status")).isEqualTo("UP");
			assertThat(names)
				.allSatisfy((name) -> assertThat(health.text("/components/" + name + "/status")).isEqualTo("UP"));
		});
	}

	private static Submission simulate(int failTimes, boolean failPermanently) {
		return Submission.of(Simulation.OPERATION, new Simulation(1, 0, false, failTimes, failPermanently, false));
	}

	private static double stoppedWork() {
		return Metrics.of(pair.systemB())
			.sum("asyncreply_requests_skipped_total", "operation=\"work.simulate\"", "reason=\"cancelled\"");
	}

	private static double processedInBulk() {
		return Metrics.of(pair.systemB())
			.sum("asyncreply_processing_duration_seconds_count", "operation=\"text.process\"", "lane=\"bulk\"");
	}

	private static boolean isTextProcess(JsonNode queue) {
		return "requests.text.process".equals(queue.path("name").asString());
	}

}
