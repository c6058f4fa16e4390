package io.asyncreply.systemb;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;

import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.Signal.Station;
import io.asyncreply.testsupport.TestBroker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What is recalled is not worked on any more, wherever it is, and pulses tell what is in
 * hand.
 */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SignalsIT {

	private static final String QUEUE = "requests.text.process";

	private Requester requester;

	private RunningSystemB systemB;

	private double before;

	@BeforeAll
	void startSystem() throws Exception {
		this.requester = Requester.connect(TestBroker.shared());
		this.systemB = RunningSystemB.launch(this.requester, Unruly.class,
				"--asyncreply.endpoint.operations[text.process].limit=6s",
				"--asyncreply.endpoint.operations[text.process].slots=1",
				"--asyncreply.endpoint.operations[text.process].prefetch=10");
		this.systemB.awaitConsuming();
		this.requester.awaitStation(QUEUE, (station) -> true); // signals travel
	}

	@AfterAll
	void stopSystem() throws Exception {
		Unruly.patience.countDown();
		this.systemB.close();
		this.requester.close();
	}

	@BeforeEach
	void count() {
		Unruly.patience = new CountDownLatch(1);
		this.before += cancelled();
	}

	@AfterEach
	void everythingIsAcknowledged() {
		Unruly.patience.countDown();
		await().until(() -> this.systemB.inHand() == 0);
		await().untilAsserted(() -> assertThat(this.requester.messages()).doesNotContainKey(QUEUE));
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
		Request request = this.requester.request("text.process", "{\"text\": \"again\"}", Duration.ofMinutes(1));
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

		Unruly.patience.countDown();

		await().until(() -> this.systemB.inHand() == 0);
		assertThat(cancelled()).isEqualTo(2);
		assertThat(this.requester.replies(stubborn)).noneMatch(ReceivedReply::isEnd);
	}

	@Test
	void recalledWorkThatDoesNotStopIsAcknowledgedAtItsLimitAndKeepsItsSlot() throws Exception {
		RequestId stubborn = submitAndAwaitRunning("stubborn");
		this.requester.recall(stubborn);
		RequestId next = submit("next");

		await().until(() -> cancelled() == 1 && this.systemB.inHand() == 1);
		assertThat(this.requester.replies(next)).isEmpty();

		Unruly.patience.countDown();
		assertThat(this.requester.awaitEnd(next).type()).isEqualTo("succeeded");
		assertThat(this.requester.replies(stubborn)).noneMatch(ReceivedReply::isEnd);
	}

	@Test
	void pulsesNameWhatIsInHandForOverASecondUntilItIsAcknowledged() throws Exception {
		RequestId running = submitAndAwaitRunning("endless");
		RequestId waiting = submit("waits");

		Station station = this.requester.awaitStation(QUEUE, (candidate) -> candidate.longInHand().contains(waiting));

		assertThat(station).returns(1, Station::slots)
			.returns(10, Station::prefetch)
			.returns(Duration.ofSeconds(6), Station::limit)
			.returns(2, Station::inHand);
		assertThat(station.longInHand()).containsExactlyInAnyOrder(running, waiting);
		this.requester.recall(running, waiting);
		Station after = this.requester.awaitStation(QUEUE, (candidate) -> candidate.inHand() == 0);
		assertThat(after.longInHand()).isEmpty();
	}

	@Test
	void pulsesCountWhatIsCompletedAndHowLongItTook() throws Exception {
		Station first = this.requester.awaitStation(QUEUE, (station) -> true);

		this.requester.awaitEnd(submit("flood"));

		Station second = this.requester.awaitStation(QUEUE, (station) -> station.completed() > first.completed());
		assertThat(second.completed() - first.completed()).isOne();
		assertThat(second.busy().minus(first.busy())).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
	}

	private double cancelled() {
		return this.systemB.count("asyncreply.requests.skipped", "reason", "cancelled", "operation", "text.process",
				"lane", "interactive") - this.before;
	}

	private RequestId submit(String how) throws Exception {
		return this.requester.submit("text.process", "{\"text\": \"" + how + "\"}");
	}

	private RequestId submitAndAwaitRunning(String how) throws Exception {
		RequestId id = submit(how);
		await().until(() -> !this.requester.replies(id).isEmpty());
		return id;
	}

}
