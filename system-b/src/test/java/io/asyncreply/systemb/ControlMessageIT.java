package io.asyncreply.systemb;

import java.time.Duration;

import io.asyncreply.messages.ControlMessage.QueueStatus;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestId;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests cancellations of requests in each phase, and the contents of heartbeats.
 */
class ControlMessageIT extends AbstractMisbehavingHandlersIT {

	private double before;

	/** The limit is short only for the operation whose requests exceed it. */
	ControlMessageIT() {
		super("--asyncreply.worker.operations[text.process].limit=90s",
				"--asyncreply.worker.operations[text.process].concurrency=1",
				"--asyncreply.worker.operations[text.process].prefetch=10",
				"--asyncreply.worker.operations[text.word-count].limit=5s",
				"--asyncreply.worker.operations[text.word-count].concurrency=1");
	}

	@BeforeAll
	void awaitHeartbeat() {
		this.fakeSystemA.awaitQueueStatus(QUEUE, (queueStatus) -> true);
	}

	@BeforeEach
	void rememberCancelled() {
		this.before += countCancelled();
	}

	@Test
	void dropsCancelledRequestThatWaitsForThread() throws Exception {
		RequestId running = submitAndAwaitRunning("endless");
		RequestId waiting = submit("waits");
		await().until(() -> this.systemB.inFlight() == 2);

		this.fakeSystemA.cancel(waiting);

		await().until(() -> this.systemB.inFlight() == 1);
		assertThat(countCancelled()).isOne();
		assertThat(this.fakeSystemA.replies(waiting)).isEmpty();
		this.fakeSystemA.cancel(running);
	}

	@Test
	void interruptsCancelledRequestWithoutReply() throws Exception {
		RequestId running = submitAndAwaitRunning("endless");

		this.fakeSystemA.cancel(running);

		await().until(() -> this.systemB.inFlight() == 0);
		assertThat(countCancelled()).isOne();
		assertThat(this.fakeSystemA.replies(running)).noneMatch(ReceivedReply::isFinal);
		assertThat(this.fakeSystemA.awaitFinalReply(submit("next")).type()).isEqualTo("succeeded");
	}

	@Test
	void dropsCancelledAttemptOnArrivalButNoLaterOne() throws Exception {
		Request request = this.fakeSystemA.request("text.process", payload("again"), Duration.ofMinutes(1));
		RequestId running = submitAndAwaitRunning("endless");
		this.fakeSystemA.cancel(request.id(), running);
		await().until(() -> countCancelled() == 1); // System B has received the
													// cancellation

		this.fakeSystemA.submit(request);
		await().until(() -> countCancelled() == 2);
		assertThat(this.fakeSystemA.replies(request.id())).isEmpty();

		this.fakeSystemA
			.submit(new Request(request.id(), request.operation(), 2, request.deadline(), request.payload(), null));
		assertThat(this.fakeSystemA.awaitFinalReply(request.id())).returns("succeeded", ReceivedReply::type)
			.returns(2, ReceivedReply::attempt);
	}

	@Test
	void doesNotAnswerCancelledRequestThatIgnoresInterrupt() throws Exception {
		RequestId stubborn = submitAndAwaitRunning("stubborn");
		RequestId waiting = submit("waits");
		await().until(() -> this.systemB.inFlight() == 2);
		this.fakeSystemA.cancel(stubborn, waiting);
		await().until(() -> countCancelled() == 1); // System B has received the
													// cancellation

		MisbehavingHandlers.releaseLatch.countDown();

		await().until(() -> this.systemB.inFlight() == 0);
		assertThat(countCancelled()).isEqualTo(2);
		assertThat(this.fakeSystemA.replies(stubborn)).noneMatch(ReceivedReply::isFinal);
	}

	@Test
	void acknowledgesCancelledRequestAtItsTimeLimit() throws Exception {
		RequestId stubborn = awaitRunning(this.fakeSystemA.submit("text.word-count", payload("stubborn")));
		this.fakeSystemA.cancel(stubborn);
		RequestId next = this.fakeSystemA.submit("text.word-count", payload("next"));

		await().until(() -> countCancelled() == 1 && this.systemB.inFlight() == 1);
		assertThat(this.fakeSystemA.replies(next)).isEmpty();

		MisbehavingHandlers.releaseLatch.countDown();
		assertThat(this.fakeSystemA.awaitFinalReply(next).type()).isEqualTo("succeeded");
		assertThat(this.fakeSystemA.replies(stubborn)).noneMatch(ReceivedReply::isFinal);
	}

	@Test
	void reportsRequestsInFlightForOverASecond() throws Exception {
		RequestId running = submitAndAwaitRunning("endless");
		RequestId waiting = submit("waits");

		QueueStatus queueStatus = this.fakeSystemA.awaitQueueStatus(QUEUE,
				(candidate) -> candidate.longRunning().contains(waiting));

		assertThat(queueStatus).returns(1, QueueStatus::slots)
			.returns(10, QueueStatus::prefetch)
			.returns(Duration.ofSeconds(90), QueueStatus::limit)
			.returns(2, QueueStatus::inFlight);
		assertThat(queueStatus.longRunning()).containsExactlyInAnyOrder(running, waiting);
		this.fakeSystemA.cancel(running, waiting);
		QueueStatus after = this.fakeSystemA.awaitQueueStatus(QUEUE, (candidate) -> candidate.inFlight() == 0);
		assertThat(after.longRunning()).isEmpty();
	}

	@Test
	void reportsCompletedRequestsAndBusyTime() throws Exception {
		QueueStatus first = this.fakeSystemA.awaitQueueStatus(QUEUE, (queueStatus) -> true);

		this.fakeSystemA.awaitFinalReply(submit("flood"));

		QueueStatus second = this.fakeSystemA.awaitQueueStatus(QUEUE,
				(queueStatus) -> queueStatus.completed() > first.completed());
		assertThat(second.completed() - first.completed()).isOne();
		assertThat(second.busy().minus(first.busy())).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
	}

	private double countCancelled() {
		return this.systemB.count("asyncreply.requests.skipped", "reason", "cancelled") - this.before;
	}

	private RequestId submitAndAwaitRunning(String behaviour) throws Exception {
		return awaitRunning(submit(behaviour));
	}

	private RequestId awaitRunning(RequestId id) {
		await().until(() -> !this.fakeSystemA.replies(id).isEmpty());
		return id;
	}

}
