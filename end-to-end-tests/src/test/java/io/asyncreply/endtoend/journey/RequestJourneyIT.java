package io.asyncreply.endtoend.journey;

import java.time.Duration;
import java.util.List;

import io.asyncreply.endtoend.client.JsonResponse;
import io.asyncreply.endtoend.client.RequestSubmission;
import io.asyncreply.endtoend.harness.AbstractSystemPairIT;
import io.asyncreply.endtoend.harness.ScrapedMetrics;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.operation.Simulation;
import io.asyncreply.messages.operation.TextProcess;
import io.asyncreply.messages.operation.WordCount;
import io.asyncreply.testsupport.SseClient;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests requests from submission to outcome, without faults.
 */
class RequestJourneyIT extends AbstractSystemPairIT {

	@Test
	void acceptsAndCompletesRequest() {
		JsonResponse accepted = this.apiClient.submit(RequestSubmission.text("hello"));
		assertThat(accepted.status()).isEqualTo(202);
		assertThat(accepted.header("location")).isEqualTo("/v1/requests/" + accepted.id());
		assertThat(accepted.header("retry-after")).isEqualTo("1");
		JsonResponse ended = this.apiClient.awaitCompletion(accepted.id());
		assertThat(ended.state()).isEqualTo("SUCCEEDED");
		assertThat(ended.text("/result/text")).isEqualTo("Processed: hello");
	}

	@Test
	void returnsResultToWaitingClient() {
		JsonResponse response = this.apiClient.submitAndWait(RequestSubmission.text("hello"), WAIT);
		assertThat(response.status()).isEqualTo(200);
		assertThat(response.header("preference-applied")).isEqualTo("wait=20");
		assertThat(response.header("vary")).isEqualTo("Prefer");
		assertThat(response.state()).isEqualTo("SUCCEEDED");
		assertThat(response.text("/result/text")).isEqualTo("Processed: hello");
	}

	@Test
	void returnsLocationWhenWaitEndsFirst() {
		JsonResponse response = this.apiClient.submitAndWait(RequestSubmission.simulatedWork(Duration.ofSeconds(2)),
				Duration.ofSeconds(1));
		assertThat(response.status()).isEqualTo(202);
		assertThat(response.header("location")).endsWith(response.id());
		assertThat(this.apiClient.awaitCompletion(response.id()).state()).isEqualTo("SUCCEEDED");
	}

	@Test
	void processesTextInChinese() {
		RequestSubmission requestSubmission = RequestSubmission.of(TextProcess.OPERATION, new TextProcess("消息A", "zh"));
		assertThat(this.apiClient.submitAndWait(requestSubmission, WAIT).text("/result/text")).isEqualTo("处理后的消息：消息A");
	}

	@Test
	void countsWords() {
		RequestSubmission requestSubmission = RequestSubmission.of(WordCount.OPERATION, new WordCount("one two Two"));
		JsonNode result = this.apiClient.submitAndWait(requestSubmission, WAIT).body().path("result");
		assertThat(result.path("words").asInt()).isEqualTo(3);
		assertThat(result.path("distinct").asInt()).isEqualTo(2);
	}

	@Test
	void returnsExistingRequestForRepeatedKey() {
		RequestSubmission requestSubmission = RequestSubmission.text("once");
		JsonResponse first = this.apiClient.submit(requestSubmission);
		JsonResponse ended = this.apiClient.awaitCompletion(first.id());
		JsonResponse repeated = this.apiClient.submit(requestSubmission);
		assertThat(repeated.status()).isEqualTo(200);
		assertThat(repeated.body()).isEqualTo(ended.body());
	}

	@Test
	void succeedsAtThirdAttemptAfterTwoFailures() {
		JsonResponse ended = this.apiClient.submitAndWait(simulate(2, false), WAIT);
		assertThat(ended.state()).isEqualTo("SUCCEEDED");
		assertThat(ended.attempts()).isEqualTo(3);
		assertThat(ended.body().at("/result/attempt").asInt()).isEqualTo(3);
	}

	@Test
	void doesNotRetryPermanentFailure() {
		JsonResponse ended = this.apiClient.submitAndWait(simulate(0, true), WAIT);
		assertThat(ended.status()).isEqualTo(200);
		assertThat(ended.state()).isEqualTo("FAILED");
		assertThat(ended.attempts()).isOne();
		assertThat(ended.text("/error/type")).isEqualTo("urn:asyncreply:problem:simulated-failure");
		assertThat(ended.text("/error/detail")).isEqualTo("The failure is permanent.");
	}

	@Test
	void showsProgressOfLongWork() {
		JsonResponse accepted = this.apiClient
			.submit(RequestSubmission.of(Simulation.OPERATION, new Simulation(6_000, 10, false, 0, false, false)));
		List<JsonResponse> changes = this.apiClient.longPollUntilDone(accepted.id());
		assertThat(changes.get(changes.size() - 1).state()).isEqualTo("SUCCEEDED");
		assertThat(changes).anySatisfy((change) -> {
			assertThat(change.state()).isEqualTo("RUNNING");
			assertThat(change.body().at("/progress/percent").asInt()).isBetween(1, 99);
			assertThat(change.text("/progress/message")).matches("step \\d+ of 10");
		});
	}

	@Test
	void streamsEventsOfLongWorkToItsEnd() {
		this.systemPair.systemB().pause();
		JsonResponse accepted = this.apiClient
			.submit(RequestSubmission.of(Simulation.OPERATION, new Simulation(6_000, 10, false, 0, false, false)));
		SseClient stream = this.apiClient.events(accepted.id());
		this.systemPair.systemB().resume();
		List<SseClient.ReceivedEvent> events = stream.remainingEvents();
		assertThat(events.get(0).name()).isEqualTo("status");
		assertThat(events).extracting(SseClient.ReceivedEvent::data)
			.last()
			.isEqualTo(this.apiClient.get("/v1/requests/" + accepted.id()).body().toString());
		assertThat(events).filteredOn((receivedEvent) -> receivedEvent.name().equals("progress"))
			.isNotEmpty()
			.allSatisfy((receivedEvent) -> assertThat(receivedEvent.data())
				.containsPattern("\"message\":\"step \\d+ of 10\""));
		assertThat(events).filteredOn((receivedEvent) -> !receivedEvent.name().equals("eta"))
			.extracting((receivedEvent) -> Integer.parseInt(receivedEvent.id()))
			.doesNotHaveDuplicates()
			.isSorted();
	}

	@Test
	void expiresRequestAndStopsItsWorkAtDeadline() {
		double stoppedBefore = countStoppedWork();
		JsonResponse ended = this.apiClient.submitAndWait(
				RequestSubmission.simulatedWork(Duration.ofMinutes(5)).withDeadline(Duration.ofSeconds(3)), WAIT);
		assertThat(ended.state()).isEqualTo("EXPIRED");
		assertThat(ended.text("/error/type")).isEqualTo("urn:asyncreply:problem:deadline-exceeded");
		Awaitility.await()
			.atMost(WAIT)
			.untilAsserted(() -> assertThat(countStoppedWork()).isEqualTo(stoppedBefore + 1));
		assertThat(this.apiClient.getStatus(ended.id()).body()).isEqualTo(ended.body());
	}

	@Test
	void processesBulkLaneFromItsOwnQueue() {
		double before = countProcessedInBulk();
		JsonResponse ended = this.apiClient.submitAndWait(RequestSubmission.text("no hurry").inLane(Lane.BULK), WAIT);
		assertThat(ended.state()).isEqualTo("SUCCEEDED");
		assertThat(ended.text("/lane")).isEqualTo("bulk");
		assertThat(countProcessedInBulk()).isEqualTo(before + 1);
	}

	private static RequestSubmission simulate(int failTimes, boolean failPermanently) {
		return RequestSubmission.of(Simulation.OPERATION,
				new Simulation(1, 0, false, failTimes, failPermanently, false));
	}

	private double countStoppedWork() {
		return ScrapedMetrics.of(this.systemPair.systemB())
			.sum("asyncreply_requests_skipped_total", "operation=\"work.simulate\"", "reason=\"cancelled\"");
	}

	private double countProcessedInBulk() {
		return ScrapedMetrics.of(this.systemPair.systemB())
			.sum("asyncreply_processing_duration_seconds_count", "operation=\"text.process\"", "lane=\"bulk\"");
	}

}
