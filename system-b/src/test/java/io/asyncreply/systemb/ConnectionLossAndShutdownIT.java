package io.asyncreply.systemb;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.ControlMessage.Heartbeat;
import io.asyncreply.messages.RequestId;
import io.asyncreply.systemb.worker.QueueWorker;
import io.asyncreply.testsupport.broker.TestBroker;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests lost connections and shutdowns while requests are in flight: no request is lost,
 * and none is acked without a confirmed reply.
 */
class ConnectionLossAndShutdownIT {

	@Test
	@Tag("extended")
	void answersOnceAfterLostConnection() throws Exception {
		try (FakeSystemA fakeSystemA = FakeSystemA.connect(TestBroker.shared())) {
			EmbeddedSystemB systemB = EmbeddedSystemB.start(fakeSystemA);
			RequestId id = fakeSystemA.submit("work.simulate", "{\"millis\": 12000}");
			await().until(() -> !fakeSystemA.replies(id).isEmpty());

			fakeSystemA.disconnectSystemB();
			systemB.awaitConsuming();

			assertThat(fakeSystemA.awaitFinalReply(id).type()).isEqualTo("succeeded");
			await().until(() -> systemB.inFlight() == 0);
			assertThat(fakeSystemA.replies(id).stream().filter(ReceivedReply::isFinal)).hasSize(1);
			systemB.close();
			assertThat(fakeSystemA.countReady("requests.work.simulate")).isZero();
		}
	}

	@Test
	void acknowledgesRequestAfterConfirmOfItsReply() throws Exception {
		try (FakeSystemA fakeSystemA = FakeSystemA.connect(TestBroker.shared())) {
			EmbeddedSystemB systemB = EmbeddedSystemB.start(fakeSystemA);
			fakeSystemA.channel()
				.queueUnbind(AmqpNames.REPLIES_QUEUE, AmqpNames.REPLIES_EXCHANGE, AmqpNames.REPLIES_QUEUE);
			RequestId id = fakeSystemA.submit("text.process", "{\"text\": \"a\"}");
			await().until(() -> systemB.count("asyncreply.publishes", "outcome", "returned") >= 2);
			assertThat(systemB.inFlight()).isOne();

			fakeSystemA.channel()
				.queueBind(AmqpNames.REPLIES_QUEUE, AmqpNames.REPLIES_EXCHANGE, AmqpNames.REPLIES_QUEUE);

			assertThat(fakeSystemA.awaitFinalReply(id).type()).isEqualTo("succeeded");
			await().until(() -> systemB.inFlight() == 0);
			systemB.close();
			assertThat(fakeSystemA.countReady("requests.text.process")).isZero();
		}
	}

	@Test
	void returnsRequestWithoutConfirmedReply() throws Exception {
		try (FakeSystemA fakeSystemA = FakeSystemA.connect(TestBroker.shared())) {
			EmbeddedSystemB systemB = EmbeddedSystemB.start(fakeSystemA,
					"--spring.lifecycle.timeout-per-shutdown-phase=3s");
			fakeSystemA.channel()
				.queueUnbind(AmqpNames.REPLIES_QUEUE, AmqpNames.REPLIES_EXCHANGE, AmqpNames.REPLIES_QUEUE);
			fakeSystemA.submit("text.process", "{\"text\": \"a\"}");
			await().until(() -> systemB.count("asyncreply.publishes", "outcome", "returned") >= 2);

			systemB.close();

			await().until(() -> fakeSystemA.countReady("requests.text.process") == 1);
		}
	}

	@Test
	void finishesRequestsInFlightOnShutdown() throws Exception {
		try (FakeSystemA fakeSystemA = FakeSystemA.connect(TestBroker.shared())) {
			EmbeddedSystemB systemB = EmbeddedSystemB.start(fakeSystemA);
			RequestId id = fakeSystemA.submit("work.simulate", "{\"millis\": 5000}");
			await().until(() -> !fakeSystemA.replies(id).isEmpty());
			fakeSystemA.awaitQueueStatus("requests.work.simulate", (queueStatus) -> queueStatus.inFlight() == 1);

			List<QueueWorker> queueWorkers = systemB.queueWorkers();
			CompletableFuture<Void> closed = CompletableFuture.runAsync(systemB::close);
			await().until(() -> queueWorkers.stream().noneMatch((queueWorker) -> queueWorker.isConsuming()));
			fakeSystemA.submit("work.simulate", "{}");
			closed.join();

			assertThat(fakeSystemA.awaitFinalReply(id).type()).isEqualTo("succeeded");
			await().until(() -> fakeSystemA.countReady("requests.work.simulate") == 1);
			await().until(() -> fakeSystemA.heartbeats().stream().anyMatch(Heartbeat::leaving));
			List<Heartbeat> heartbeats = fakeSystemA.heartbeats();
			assertThat(heartbeats.get(heartbeats.size() - 1)).returns(true, Heartbeat::leaving)
				.returns(List.of(), Heartbeat::queues);
			assertThat(heartbeats).extracting(Heartbeat::worker).containsOnly(heartbeats.get(0).worker());
			assertThat(heartbeats.stream().flatMap((heartbeat) -> heartbeat.queues().stream()))
				.as("status of a queue that is not consumed any more but has a request in flight")
				.anyMatch((queueStatus) -> queueStatus.slots() == 0 && queueStatus.longRunning().contains(id));
		}
	}

	@Test
	@Tag("extended")
	void returnsLongRequestsOnShutdown() throws Exception {
		try (FakeSystemA fakeSystemA = FakeSystemA.connect(TestBroker.shared())) {
			EmbeddedSystemB systemB = EmbeddedSystemB.start(fakeSystemA,
					"--spring.lifecycle.timeout-per-shutdown-phase=2s");
			RequestId id = fakeSystemA.submit("work.simulate", "{\"millis\": 600000}");
			fakeSystemA.awaitQueueStatus("requests.work.simulate", (queueStatus) -> queueStatus.inFlight() == 1);

			systemB.close();

			await().until(() -> fakeSystemA.countReady("requests.work.simulate") == 1);
			assertThat(fakeSystemA.replies(id)).noneMatch(ReceivedReply::isFinal);
			assertThat(fakeSystemA.heartbeats()).isNotEmpty().noneMatch(Heartbeat::leaving);
		}
	}

	@Test
	void consumesOnceTopologyIsDeclared() throws Exception {
		try (FakeSystemA fakeSystemA = FakeSystemA.withoutTopology(TestBroker.shared());
				EmbeddedSystemB systemB = EmbeddedSystemB.launch(fakeSystemA, SystemBApplication.class)) {
			await().atMost(ofSeconds(30)).untilAsserted(() -> {
				assertThat(systemB.actuator("health/readiness").at("/status").asString()).isEqualTo("DOWN");
				assertThat(systemB.actuator("health").at("/components/consumers/details/notConsumed").toString())
					.contains("requests.text.process", "no exchange 'asyncreply.replies'");
				assertThat(systemB.actuator("queues").at("/queues/0/depth").isNull()).isTrue();
				assertThat(systemB.actuator("queues").at("/queues/0/reason").asString()).contains("no exchange");
			});

			fakeSystemA.declare();

			RequestId id = fakeSystemA.submit("text.process", "{\"text\": \"a\"}");
			assertThat(fakeSystemA.awaitFinalReply(id).type()).isEqualTo("succeeded");
			await().untilAsserted(
					() -> assertThat(systemB.actuator("health/readiness").at("/status").asString()).isEqualTo("UP"));
		}
	}

}
