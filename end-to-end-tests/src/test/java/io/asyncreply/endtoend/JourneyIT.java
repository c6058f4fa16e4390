package io.asyncreply.endtoend;

import java.time.Duration;
import java.util.List;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Simulation;
import io.asyncreply.messages.TextProcess;
import io.asyncreply.messages.WordCount;
import io.asyncreply.testsupport.EventReader;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of a request while nothing goes wrong.
 */
class JourneyIT extends CheckedPair {

	@Test
	void acceptedAtOnceAndSoonDone() {
		Answer accepted = this.client.submit(Submission.text("hello"));
		assertThat(accepted.status()).isEqualTo(202);
		assertThat(accepted.header("location")).isEqualTo("/v1/requests/" + accepted.id());
		assertThat(accepted.header("retry-after")).isEqualTo("1");
		Answer ended = this.client.awaitEnd(accepted.id());
		assertThat(ended.state()).isEqualTo("SUCCEEDED");
		assertThat(ended.text("/result/text")).isEqualTo("Processed: hello");
	}

	@Test
	void callerWhoPrefersToWaitGetsTheResult() {
		Answer answer = this.client.submitAndWait(Submission.text("hello"), WAIT);
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("preference-applied")).isEqualTo("wait=20");
		assertThat(answer.header("vary")).isEqualTo("Prefer");
		assertThat(answer.state()).isEqualTo("SUCCEEDED");
		assertThat(answer.text("/result/text")).isEqualTo("Processed: hello");
	}

	@Test
	void callerWhoWaitsTooShortIsToldWhereToLook() {
		Answer answer = this.client.submitAndWait(Submission.work(Duration.ofSeconds(2)), Duration.ofSeconds(1));
		assertThat(answer.status()).isEqualTo(202);
		assertThat(answer.header("location")).endsWith(answer.id());
		assertThat(this.client.awaitEnd(answer.id()).state()).isEqualTo("SUCCEEDED");
	}

	@Test
	void textIsProcessedInChinese() {
		Submission submission = Submission.of(TextProcess.OPERATION, new TextProcess("消息A", "zh"));
		assertThat(this.client.submitAndWait(submission, WAIT).text("/result/text")).isEqualTo("处理后的消息：消息A");
	}

	@Test
	void wordsAreCounted() {
		Submission submission = Submission.of(WordCount.OPERATION, new WordCount("one two Two"));
		JsonNode result = this.client.submitAndWait(submission, WAIT).body().path("result");
		assertThat(result.path("words").asInt()).isEqualTo(3);
		assertThat(result.path("distinct").asInt()).isEqualTo(2);
	}

	@Test
	void repetitionFindsTheSameRequest() {
		Submission submission = Submission.text("once");
		Answer first = this.client.submit(submission);
		Answer ended = this.client.awaitEnd(first.id());
		Answer repeated = this.client.submit(submission);
		assertThat(repeated.status()).isEqualTo(200);
		assertThat(repeated.body()).isEqualTo(ended.body());
	}

	@Test
	void workThatFailsTwiceSucceedsAtTheThirdAttempt() {
		Answer ended = this.client.submitAndWait(simulate(2, false), WAIT);
		assertThat(ended.state()).isEqualTo("SUCCEEDED");
		assertThat(ended.attempts()).isEqualTo(3);
		assertThat(ended.body().at("/result/attempt").asInt()).isEqualTo(3);
	}

	@Test
	void workThatFailsForGoodIsNotTriedAgain() {
		Answer ended = this.client.submitAndWait(simulate(0, true), WAIT);
		assertThat(ended.status()).isEqualTo(200);
		assertThat(ended.state()).isEqualTo("FAILED");
		assertThat(ended.attempts()).isOne();
		assertThat(ended.text("/error/type")).isEqualTo("urn:asyncreply:problem:simulated-failure");
		assertThat(ended.text("/error/detail")).isEqualTo("It fails for good");
	}

	@Test
	void longWorkShowsItsProgress() {
		Answer accepted = this.client
			.submit(Submission.of(Simulation.OPERATION, new Simulation(6_000, 10, false, 0, false, false)));
		List<Answer> changes = this.client.follow(accepted.id());
		assertThat(changes.get(changes.size() - 1).state()).isEqualTo("SUCCEEDED");
		assertThat(changes).anySatisfy((change) -> {
			assertThat(change.state()).isEqualTo("RUNNING");
			assertThat(change.body().at("/progress/percent").asInt()).isBetween(1, 99);
			assertThat(change.text("/progress/message")).matches("step \\d+ of 10");
		});
	}

	@Test
	void longWorkIsFollowedToItsEnd() {
		this.pair.systemB().pause();
		Answer accepted = this.client
			.submit(Submission.of(Simulation.OPERATION, new Simulation(6_000, 10, false, 0, false, false)));
		EventReader stream = this.client.events(accepted.id());
		this.pair.systemB().resume();
		List<EventReader.Event> events = stream.remaining();
		assertThat(events.get(0).name()).isEqualTo("status");
		assertThat(events).extracting(EventReader.Event::data)
			.last()
			.isEqualTo(this.client.get("/v1/requests/" + accepted.id()).body().toString());
		assertThat(events).filteredOn((event) -> event.name().equals("progress"))
			.isNotEmpty()
			.allSatisfy((event) -> assertThat(event.data()).containsPattern("\"message\":\"step \\d+ of 10\""));
		assertThat(events).filteredOn((event) -> !event.name().equals("eta"))
			.extracting((event) -> Integer.parseInt(event.id()))
			.doesNotHaveDuplicates()
			.isSorted();
	}

	/** Long enough for the work to begin before. */
	@Test
	void deadlineEndsTheRequestAndStopsItsWork() {
		double stopped = stoppedWork();
		Answer ended = this.client.submitAndWait(Submission.work(Duration.ofMinutes(5)).within(Duration.ofSeconds(3)),
				WAIT);
		assertThat(ended.state()).isEqualTo("EXPIRED");
		assertThat(ended.text("/error/type")).isEqualTo("urn:asyncreply:problem:deadline-exceeded");
		Awaitility.await().atMost(WAIT).untilAsserted(() -> assertThat(stoppedWork()).isEqualTo(stopped + 1));
		assertThat(this.client.status(ended.id()).body()).isEqualTo(ended.body());
	}

	@Test
	void bulkLaneHasItsOwnQueue() {
		double before = processedInBulk();
		Answer ended = this.client.submitAndWait(Submission.text("no hurry").in(Lane.BULK), WAIT);
		assertThat(ended.state()).isEqualTo("SUCCEEDED");
		assertThat(ended.text("/lane")).isEqualTo("bulk");
		assertThat(processedInBulk()).isEqualTo(before + 1);
	}

	private static Submission simulate(int failTimes, boolean failPermanently) {
		return Submission.of(Simulation.OPERATION, new Simulation(1, 0, false, failTimes, failPermanently, false));
	}

	private double stoppedWork() {
		return Metrics.of(this.pair.systemB())
			.sum("asyncreply_requests_skipped_total", "operation=\"work.simulate\"", "reason=\"cancelled\"");
	}

	private double processedInBulk() {
		return Metrics.of(this.pair.systemB())
			.sum("asyncreply_processing_duration_seconds_count", "operation=\"text.process\"", "lane=\"bulk\"");
	}

}
