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
 * Handlers that misbehave harm their own request and nothing else.
 */
class MisbehavingHandlersIT extends AbstractMisbehavingHandlersIT {

	MisbehavingHandlersIT() {
		super("--asyncreply.endpoint.operations[text.process].limit=1500ms",
				"--asyncreply.endpoint.operations[text.process].slots=2",
				"--asyncreply.endpoint.operations[text.word-count].slots=3",
				"--asyncreply.endpoint.operations[text.word-count].prefetch=10");
	}

	@ParameterizedTest
	@CsvSource({ "large, result-too-large, false", "io, handler-failed, true", "bug, handler-failed, false",
			"deep, handler-failed, false" })
	void failureIsAnswered(String how, String problem, boolean retryable) throws Exception {
		ReceivedReply reply = this.requester.awaitEnd(submit(how));

		assertThat(reply.type()).isEqualTo("failed");
		assertThat(reply.problem()).isEqualTo(problem);
		assertThat(reply.isRetryable()).isEqualTo(retryable);
	}

	@Test
	void endlessWorkIsInterruptedAndAnsweredAtItsLimit() throws Exception {
		RequestId endless = submit("endless");

		ReceivedReply reply = this.requester.awaitEnd(endless);
		assertThat(reply.problem()).isEqualTo("time-limit");
		assertThat(reply.isRetryable()).isTrue();
		await().until(() -> this.systemB.inHand() == 0);
		assertThat(this.requester.replies(endless)).extracting(ReceivedReply::type)
			.containsExactly("progress", "failed");
	}

	@Test
	void stubbornWorkIsAnsweredAtItsLimitAndKeepsItsSlot() throws Exception {
		RequestId first = submit("stubborn");
		RequestId second = submit("stubborn");
		assertThat(this.requester.awaitEnd(first).problem()).isEqualTo("time-limit");
		assertThat(this.requester.awaitEnd(second).problem()).isEqualTo("time-limit");

		RequestId third = submit("waits");
		await().until(() -> this.systemB.inHand() == 1);
		assertThat(this.requester.replies(third)).isEmpty();
		MisbehavingHandlers.patience.countDown();

		assertThat(this.requester.awaitEnd(third).type()).isEqualTo("succeeded");
		await().until(() -> this.systemB.inHand() == 0);
		assertThat(this.requester.replies(first).stream().filter(ReceivedReply::isEnd)).hasSize(1);
		assertThat(this.requester.replies(second).stream().filter(ReceivedReply::isEnd)).hasSize(1);
	}

	@Test
	void floodOfProgressIsToldTenTimesASecond() throws Exception {
		RequestId flood = submit("flood");

		// However long the machine took for it: one at once, and then one in 100 ms.
		long atMost = this.requester.awaitEnd(flood).processing().toMillis() / 100 + 1;
		assertThat(this.requester.replies(flood).stream().filter((reply) -> !reply.isEnd())).isNotEmpty()
			.hasSizeLessThanOrEqualTo((int) atMost);
	}

	@Test
	void neverMoreRunThanThereAreSlotsNorAreMoreInHandThanPrefetched() throws Exception {
		List<RequestId> requests = new ArrayList<>();
		for (int i = 0; i < 20; i++) {
			requests.add(this.requester.submit("text.word-count", "{\"text\": \"a\"}"));
		}
		QueueWorker endpoint = this.systemB.endpoints()
			.stream()
			.filter((candidate) -> candidate.queue().equals("requests.text.word-count"))
			.findAny()
			.orElseThrow();

		await().until(() -> endpoint.inHand() == 10 && MisbehavingHandlers.running.get() == 3);
		assertThat(this.requester.depth(endpoint.queue())).isEqualTo(10);
		MisbehavingHandlers.patience.countDown();

		assertThat(requests).allSatisfy((id) -> assertThat(this.requester.awaitEnd(id).type()).isEqualTo("succeeded"));
		assertThat(MisbehavingHandlers.mostRunning).hasValue(3);
	}

}
