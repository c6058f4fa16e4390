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
 * What is recalled is not worked on any more, wherever it is, and pulses tell what is in
 * hand.
 */
class ControlMessageIT extends AbstractMisbehavingHandlersIT {

	private double before;

	/** Only what is to reach its limit has a short one. */
	ControlMessageIT() {
		super("--asyncreply.endpoint.operations[text.process].limit=90s",
				"--asyncreply.endpoint.operations[text.process].slots=1",
				"--asyncreply.endpoint.operations[text.process].prefetch=10",
				"--asyncreply.endpoint.operations[text.word-count].limit=5s",
				"--asyncreply.endpoint.operations[text.word-count].slots=1");
	}

	@BeforeAll
	void awaitSignals() {
		this.requester.awaitStation(QUEUE, (station) -> true);
	}

	@BeforeEach
	void count() {
		this.before += cancelled();
	}

	@Test
	void recalledRequestThatWaitsForASlotIsDroppedAtOnce() throws Exception {
		RequestId running = submitAndAwaitRunning("endless");
		RequestId waiting = submit("waits");
		await().until(() -> this.systemB.inHand() == 2);

		this.requester.recall(waiting);

		await().until(() -> this.systemB.inHand() == 1);
		assertThat(cancelled()).isOne();
		assertThat(this.requester.replies(waiting)).isEmpty();
		this.requester.recall(running);
	}

	@Test
	void recalledWorkIsInterruptedAndNotAnswered() throws Exception {
		RequestId running = submitAndAwaitRunning("endless");

		this.requester.recall(running);

		await().until(() -> this.systemB.inHand() == 0);
		assertThat(cancelled()).isOne();
		assertThat(this.requester.replies(running)).noneMatch(ReceivedReply::isEnd);
		assertThat(this.requester.awaitEnd(submit("next")).type()).isEqualTo("succeeded");
	}

	@Test
	void recalledRequestIsDroppedWhenItArrivesAndALaterAttemptIsNot() throws Exception {
		Request request = this.requester.request("text.process", payload("again"), Duration.ofMinutes(1));
		RequestId running = submitAndAwaitRunning("endless");
		this.requester.recall(request.id(), running);
		await().until(() -> cancelled() == 1); // so both are heard

		this.requester.submit(request);
		await().until(() -> cancelled() == 2);
		assertThat(this.requester.replies(request.id())).isEmpty();

		this.requester.submit(new Request(request.id(), request.operation(), 2, request.deadline(), request.payload()));
		assertThat(this.requester.awaitEnd(request.id())).returns("succeeded", ReceivedReply::type)
			.returns(2, ReceivedReply::attempt);
	}

	@Test
	void recalledWorkThatDoesNotStopIsNotAnsweredEither() throws Exception {
		RequestId stubborn = submitAndAwaitRunning("stubborn");
		RequestId waiting = submit("waits");
		await().until(() -> this.systemB.inHand() == 2);
		this.requester.recall(stubborn, waiting);
		await().until(() -> cancelled() == 1); // so both are heard

		MisbehavingHandlers.patience.countDown();

		await().until(() -> this.systemB.inHand() == 0);
		assertThat(cancelled()).isEqualTo(2);
		assertThat(this.requester.replies(stubborn)).noneMatch(ReceivedReply::isEnd);
	}

	@Test
	void recalledWorkThatDoesNotStopIsAcknowledgedAtItsLimitAndKeepsItsSlot() throws Exception {
		RequestId stubborn = awaitRunning(this.requester.submit("text.word-count", payload("stubborn")));
		this.requester.recall(stubborn);
		RequestId next = this.requester.submit("text.word-count", payload("next"));

		await().until(() -> cancelled() == 1 && this.systemB.inHand() == 1);
		assertThat(this.requester.replies(next)).isEmpty();

		MisbehavingHandlers.patience.countDown();
		assertThat(this.requester.awaitEnd(next).type()).isEqualTo("succeeded");
		assertThat(this.requester.replies(stubborn)).noneMatch(ReceivedReply::isEnd);
	}

	@Test
	void pulsesNameWhatIsInHandForOverASecondUntilItIsAcknowledged() throws Exception {
		RequestId running = submitAndAwaitRunning("endless");
		RequestId waiting = submit("waits");

		QueueStatus station = this.requester.awaitStation(QUEUE,
				(candidate) -> candidate.longInHand().contains(waiting));

		assertThat(station).returns(1, QueueStatus::slots)
			.returns(10, QueueStatus::prefetch)
			.returns(Duration.ofSeconds(90), QueueStatus::limit)
			.returns(2, QueueStatus::inHand);
		assertThat(station.longInHand()).containsExactlyInAnyOrder(running, waiting);
		this.requester.recall(running, waiting);
		QueueStatus after = this.requester.awaitStation(QUEUE, (candidate) -> candidate.inHand() == 0);
		assertThat(after.longInHand()).isEmpty();
	}

	@Test
	void pulsesCountWhatIsCompletedAndHowLongItTook() throws Exception {
		QueueStatus first = this.requester.awaitStation(QUEUE, (station) -> true);

		this.requester.awaitEnd(submit("flood"));

		QueueStatus second = this.requester.awaitStation(QUEUE, (station) -> station.completed() > first.completed());
		assertThat(second.completed() - first.completed()).isOne();
		assertThat(second.busy().minus(first.busy())).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
	}

	private double cancelled() {
		return this.systemB.count("asyncreply.requests.skipped", "reason", "cancelled") - this.before;
	}

	private RequestId submitAndAwaitRunning(String how) throws Exception {
		return awaitRunning(submit(how));
	}

	private RequestId awaitRunning(RequestId id) {
		await().until(() -> !this.requester.replies(id).isEmpty());
		return id;
	}

}
