package io.asyncreply.systemb;

import java.util.ArrayList;
import java.util.List;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systemb.worker.QueueWorker;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests that a misbehaving handler only affects its own request.
 */
class MisbehavingHandlersIT extends AbstractMisbehavingHandlersIT {

	MisbehavingHandlersIT() {
		super("--asyncreply.worker.operations[text.process].limit=1500ms",
				"--asyncreply.worker.operations[text.process].concurrency=2",
				"--asyncreply.worker.operations[text.word-count].concurrency=3",
				"--asyncreply.worker.operations[text.word-count].prefetch=10");
	}

	@ParameterizedTest
	@CsvSource({ "large, result-too-large, false", "io, handler-failed, true", "bug, handler-failed, false",
			"deep, handler-failed, false" })
	void answersFailure(String behaviour, String problem, boolean retryable) throws Exception {
		ReceivedReply reply = this.fakeSystemA.awaitFinalReply(submit(behaviour));

		assertThat(reply.type()).isEqualTo("failed");
		assertThat(reply.problem()).isEqualTo(problem);
		assertThat(reply.isRetryable()).isEqualTo(retryable);
	}

	@Test
	void interruptsAndAnswersEndlessWorkAtTimeLimit() throws Exception {
		RequestId endless = submit("endless");

		ReceivedReply reply = this.fakeSystemA.awaitFinalReply(endless);
		assertThat(reply.problem()).isEqualTo("time-limit");
		assertThat(reply.isRetryable()).isTrue();
		await().until(() -> this.systemB.inFlight() == 0);
		assertThat(this.fakeSystemA.replies(endless)).extracting(ReceivedReply::type)
			.containsExactly("progress", "failed");
	}

	@Test
	void answersUninterruptibleWorkAtTimeLimit() throws Exception {
		RequestId first = submit("stubborn");
		RequestId second = submit("stubborn");
		assertThat(this.fakeSystemA.awaitFinalReply(first).problem()).isEqualTo("time-limit");
		assertThat(this.fakeSystemA.awaitFinalReply(second).problem()).isEqualTo("time-limit");

		RequestId third = submit("waits");
		await().until(() -> this.systemB.inFlight() == 1);
		assertThat(this.fakeSystemA.replies(third)).isEmpty();
		MisbehavingHandlers.releaseLatch.countDown();

		assertThat(this.fakeSystemA.awaitFinalReply(third).type()).isEqualTo("succeeded");
		await().until(() -> this.systemB.inFlight() == 0);
		assertThat(this.fakeSystemA.replies(first).stream().filter(ReceivedReply::isFinal)).hasSize(1);
		assertThat(this.fakeSystemA.replies(second).stream().filter(ReceivedReply::isFinal)).hasSize(1);
	}

	@Test
	void limitsProgressToTenPerSecond() throws Exception {
		RequestId flood = submit("flood");

		// One message at once, and then one per 100 ms, however slow the machine is.
		long maxReports = this.fakeSystemA.awaitFinalReply(flood).processing().toMillis() / 100 + 1;
		assertThat(this.fakeSystemA.replies(flood).stream().filter((reply) -> !reply.isFinal())).isNotEmpty()
			.hasSizeLessThanOrEqualTo((int) maxReports);
	}

	@Test
	void neverExceedsConcurrencyAndPrefetch() throws Exception {
		List<RequestId> requests = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			requests.add(this.fakeSystemA.submit("text.word-count", "{\"text\": \"a\"}"));
		}
		QueueWorker queueWorker = this.systemB.queueWorkers()
			.stream()
			.filter((candidate) -> candidate.queue().equals("requests.text.word-count"))
			.findAny()
			.orElseThrow();

		await().until(() -> queueWorker.inFlight() == 10 && MisbehavingHandlers.running.get() == 3);
		assertThat(this.fakeSystemA.countReady(queueWorker.queue())).isEqualTo(10);
		MisbehavingHandlers.releaseLatch.countDown();

		assertThat(requests)
			.allSatisfy((id) -> assertThat(this.fakeSystemA.awaitFinalReply(id).type()).isEqualTo("succeeded"));
		assertThat(MisbehavingHandlers.maxRunning).hasValue(3);
	}

}
