package io.asyncreply.systemb;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.ControlMessage.Heartbeat;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systemb.worker.QueueWorker;
import io.asyncreply.testsupport.broker.TestBroker;
import org.junit.jupiter.api.Test;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Connections are lost and systems stop in the middle of work: nothing is lost, nothing
 * acknowledged without a confirmed reply.
 */
class ConnectionLossAndShutdownIT {

	@Test
	void lostConnectionInTheMiddleOfWorkEndsInOneSuccessAndAnEmptyQueue() throws Exception {
		try (FakeSystemA requester = FakeSystemA.connect(TestBroker.shared())) {
			EmbeddedSystemB systemB = EmbeddedSystemB.start(requester);
			RequestId id = requester.submit("work.simulate", "{\"millis\": 12000}");
			await().until(() -> !requester.replies(id).isEmpty());

			requester.cutOffSystemB();
			systemB.awaitConsuming();

			assertThat(requester.awaitEnd(id).type()).isEqualTo("succeeded");
			await().until(() -> systemB.inHand() == 0);
			assertThat(requester.replies(id).stream().filter(ReceivedReply::isEnd)).hasSize(1);
			systemB.close();
			assertThat(requester.depth("requests.work.simulate")).isZero();
		}
	}

	@Test
	void requestIsNotAcknowledgedBeforeItsReplyIsConfirmed() throws Exception {
		try (FakeSystemA requester = FakeSystemA.connect(TestBroker.shared())) {
			EmbeddedSystemB systemB = EmbeddedSystemB.start(requester);
			requester.channel().queueUnbind(AmqpNames.REPLIES, AmqpNames.REPLIES_EXCHANGE, AmqpNames.REPLIES);
			RequestId id = requester.submit("text.process", "{\"text\": \"a\"}");
			await().until(() -> systemB.count("asyncreply.publishes", "outcome", "returned") >= 2);
			assertThat(systemB.inHand()).isOne();

			requester.channel().queueBind(AmqpNames.REPLIES, AmqpNames.REPLIES_EXCHANGE, AmqpNames.REPLIES);

			assertThat(requester.awaitEnd(id).type()).isEqualTo("succeeded");
			await().until(() -> systemB.inHand() == 0);
			systemB.close();
			assertThat(requester.depth("requests.text.process")).isZero();
		}
	}

	@Test
	void requestWhoseReplyIsNeverConfirmedIsGivenBack() throws Exception {
		try (FakeSystemA requester = FakeSystemA.connect(TestBroker.shared())) {
			EmbeddedSystemB systemB = EmbeddedSystemB.start(requester,
					"--spring.lifecycle.timeout-per-shutdown-phase=3s");
			requester.channel().queueUnbind(AmqpNames.REPLIES, AmqpNames.REPLIES_EXCHANGE, AmqpNames.REPLIES);
			requester.submit("text.process", "{\"text\": \"a\"}");
			await().until(() -> systemB.count("asyncreply.publishes", "outcome", "returned") >= 2);

			systemB.close();

			await().until(() -> requester.depth("requests.text.process") == 1);
		}
	}

	@Test
	void shutdownFinishesWhatIsInHandAndTakesNothingMore() throws Exception {
		try (FakeSystemA requester = FakeSystemA.connect(TestBroker.shared())) {
			EmbeddedSystemB systemB = EmbeddedSystemB.start(requester);
			RequestId id = requester.submit("work.simulate", "{\"millis\": 5000}");
			await().until(() -> !requester.replies(id).isEmpty());
			requester.awaitStation("requests.work.simulate", (station) -> station.inHand() == 1);

			List<QueueWorker> endpoints = systemB.endpoints();
			CompletableFuture<Void> closed = CompletableFuture.runAsync(systemB::close);
			await().until(() -> endpoints.stream().noneMatch((endpoint) -> endpoint.isConsuming()));
			requester.submit("work.simulate", "{}");
			closed.join();

			assertThat(requester.awaitEnd(id).type()).isEqualTo("succeeded");
			await().until(() -> requester.depth("requests.work.simulate") == 1);
			await().until(() -> requester.pulses().stream().anyMatch(Heartbeat::farewell));
			List<Heartbeat> pulses = requester.pulses();
			assertThat(pulses.get(pulses.size() - 1)).returns(true, Heartbeat::farewell)
				.returns(List.of(), Heartbeat::stations);
			assertThat(pulses).extracting(Heartbeat::worker).containsOnly(pulses.get(0).worker());
			assertThat(pulses.stream().flatMap((pulse) -> pulse.stations().stream()))
				.as("what is finished after the consumption has ended")
				.anyMatch((station) -> station.slots() == 0 && station.longInHand().contains(id));
		}
	}

	@Test
	void shutdownGivesBackWhatLastsTooLong() throws Exception {
		try (FakeSystemA requester = FakeSystemA.connect(TestBroker.shared())) {
			EmbeddedSystemB systemB = EmbeddedSystemB.start(requester,
					"--spring.lifecycle.timeout-per-shutdown-phase=2s");
			RequestId id = requester.submit("work.simulate", "{\"millis\": 600000}");
			requester.awaitStation("requests.work.simulate", (station) -> station.inHand() == 1);

			systemB.close();

			await().until(() -> requester.depth("requests.work.simulate") == 1);
			assertThat(requester.replies(id)).noneMatch(ReceivedReply::isEnd);
			assertThat(requester.pulses()).isNotEmpty().noneMatch(Heartbeat::farewell);
		}
	}

	@Test
	void consumptionBeginsOnceSystemAHasDeclared() throws Exception {
		try (FakeSystemA requester = FakeSystemA.withoutTopology(TestBroker.shared());
				EmbeddedSystemB systemB = EmbeddedSystemB.launch(requester, SystemBApplication.class)) {
			await().atMost(ofSeconds(30)).untilAsserted(() -> {
				assertThat(systemB.actuator("health/readiness").at("/status").asString()).isEqualTo("DOWN");
				assertThat(systemB.actuator("health").at("/components/consumers/details/notConsumed").toString())
					.contains("requests.text.process", "no exchange 'asyncreply.replies'");
				assertThat(systemB.actuator("queues").at("/queues/0/depth").isNull()).isTrue();
				assertThat(systemB.actuator("queues").at("/queues/0/reason").asString()).contains("no exchange");
			});

			requester.declare();

			RequestId id = requester.submit("text.process", "{\"text\": \"a\"}");
			assertThat(requester.awaitEnd(id).type()).isEqualTo("succeeded");
			await().untilAsserted(
					() -> assertThat(systemB.actuator("health/readiness").at("/status").asString()).isEqualTo("UP"));
		}
	}

}
