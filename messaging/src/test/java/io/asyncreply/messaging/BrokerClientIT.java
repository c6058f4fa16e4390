package io.asyncreply.messaging;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import io.asyncreply.messages.ControlMessage;
import io.asyncreply.messages.ControlMessage.RequestsChanged;
import io.asyncreply.messaging.connection.BrokerUnavailableException;
import io.asyncreply.messaging.connection.ChannelSetup;
import io.asyncreply.messaging.consume.QueueConsumer;
import io.asyncreply.messaging.control.ControlBus;
import io.asyncreply.messaging.diagnostics.BrokerHealthIndicator;
import io.asyncreply.messaging.message.InboundMessage;
import io.asyncreply.messaging.message.OutboundMessage;
import io.asyncreply.messaging.publish.ConfirmingPublisher;
import io.asyncreply.messaging.publish.PublishOutcome;
import io.asyncreply.messaging.topology.QueueDepthMonitor;
import io.asyncreply.messaging.topology.Topology;
import io.asyncreply.testsupport.broker.TestBroker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tests of publishing and consuming with a broker whose connections are closed, killed
 * and paused.
 */
@ExtendWith(OutputCaptureExtension.class)
class BrokerClientIT {

	private static final String OPERATION = "text.process";

	private static final String QUEUE = "requests.text.process";

	private static TestBroker broker;

	private BrokerFixture fixture;

	@BeforeAll
	static void startBroker() {
		broker = TestBroker.start();
	}

	@AfterAll
	static void stopBroker() {
		broker.close();
	}

	@BeforeEach
	void connect() {
		this.fixture = new BrokerFixture(broker, broker.newVirtualHost());
	}

	@AfterEach
	void disconnect() {
		this.fixture.close();
	}

	@Test
	void declaresTopologyTwice() throws IOException {
		this.fixture.onChannel(this.fixture.topology::declare);
		this.fixture.onChannel(this.fixture.topology::declare);
		this.fixture.onChannel(Topology::requireOutboundExchanges);
	}

	@Test
	void rejectsMissingExchanges() {
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> this.fixture.onChannel(Topology::requireOutboundExchanges));
	}

	@Test
	void reportsQueueWithDifferentArguments() throws IOException {
		this.fixture.onChannel((channel) -> channel.queueDeclare(QUEUE, true, false, false,
				Map.of("x-queue-type", "quorum", "x-max-length", 1)));
		assertThatExceptionOfType(BrokerUnavailableException.class)
			.isThrownBy(() -> this.fixture.connections.openForConsuming(this.fixture.topology::declare));
		assertThat(this.fixture.connections.lastSetupError()).contains(QUEUE, "inequivalent arg");
		assertThat(new BrokerHealthIndicator(this.fixture.connections, this.fixture.doctorOfSystemA()).health())
			.returns(Status.DOWN, (health) -> health.getStatus())
			.satisfies((health) -> assertThat(health.getDetails().get("reason")).asString().contains(QUEUE));
		this.fixture.onChannel((channel) -> channel.queueDelete(QUEUE));
		this.fixture.connections.openForConsuming(this.fixture.topology::declare);
		assertThat(this.fixture.connections.lastSetupError()).isNull();
	}

	@Test
	void confirmsOnlyQueuedMessages() throws IOException {
		this.fixture.onChannel(this.fixture.topology::declare);
		ConfirmingPublisher publisher = this.fixture.publisher(100, Duration.ofSeconds(10));
		List<CompletableFuture<PublishOutcome>> outcomes = new ArrayList<>();
		for (int i = 0; i < 1_000; i++) {
			outcomes.add(publisher.publish(this.fixture.message(OPERATION)));
		}
		assertThat(outcomes.stream().map(this::join)).hasSize(1_000).containsOnly(PublishOutcome.CONFIRMED);
		this.fixture
			.onChannel((channel) -> assertThat(channel.queueDeclarePassive(QUEUE).getMessageCount()).isEqualTo(1_000));
	}

	@Test
	void returnsUnroutableMessage() throws IOException {
		this.fixture.onChannel(this.fixture.topology::declare);
		ConfirmingPublisher publisher = this.fixture.publisher(10, Duration.ofSeconds(10));
		assertThat(join(publisher.publish(this.fixture.message("no.such-operation"))))
			.isEqualTo(PublishOutcome.RETURNED);
		assertThat(join(publisher.publish(this.fixture.message(OPERATION)))).isEqualTo(PublishOutcome.CONFIRMED);
	}

	@Test
	void reportsMissingExchangeAsUnknownAndRecovers() throws IOException {
		ConfirmingPublisher publisher = this.fixture.publisher(10, Duration.ofSeconds(10));
		assertThat(join(publisher.publish(this.fixture.message(OPERATION)))).isEqualTo(PublishOutcome.UNKNOWN);
		this.fixture.onChannel(this.fixture.topology::declare);
		assertThat(join(publisher.publish(this.fixture.message(OPERATION)))).isEqualTo(PublishOutcome.CONFIRMED);
	}

	@Test
	void reportsOverdueConfirmAsUnknownAndFreesWindow() throws IOException {
		this.fixture.onChannel(this.fixture.topology::declare);
		ConfirmingPublisher publisher = this.fixture.publisher(1, Duration.ofSeconds(2));
		assertThat(join(publisher.publish(this.fixture.message(OPERATION)))).isEqualTo(PublishOutcome.CONFIRMED);
		broker.pause();
		try {
			assertThat(join(publisher.publish(this.fixture.message(OPERATION)))).isEqualTo(PublishOutcome.UNKNOWN);
		}
		finally {
			broker.resume();
		}
		await().atMost(Duration.ofSeconds(30))
			.until(() -> join(publisher.publish(this.fixture.message(OPERATION))) == PublishOutcome.CONFIRMED);
	}

	@Test
	@Tag("extended")
	void losesNoConfirmedMessageWhenBrokerIsKilled() throws IOException {
		this.fixture.onChannel(this.fixture.topology::declare);
		ConfirmingPublisher publisher = this.fixture.publisher(100, Duration.ofSeconds(10));
		Set<String> received = ConcurrentHashMap.newKeySet();
		QueueConsumer queueConsumer = queueConsumer((message) -> {
			received.add(message.properties().getMessageId());
			message.acknowledge();
		});
		queueConsumer.start();
		OutboundMessage before = this.fixture.message(OPERATION);
		assertThat(join(publisher.publish(before))).isEqualTo(PublishOutcome.CONFIRMED);
		broker.kill();
		assertThat(join(publisher.publish(this.fixture.message(OPERATION)))).isEqualTo(PublishOutcome.UNKNOWN);
		assertThat(this.fixture.connections.isConnected()).isFalse();
		assertThat(queueConsumer.isConsuming()).isFalse();
		broker.restart();
		OutboundMessage after = this.fixture.message(OPERATION);
		await().atMost(Duration.ofSeconds(60)).until(() -> join(publisher.publish(after)) == PublishOutcome.CONFIRMED);
		await().atMost(Duration.ofSeconds(60))
			.untilAsserted(() -> assertThat(received).contains(before.properties().getMessageId(),
					after.properties().getMessageId()));
		assertThat(queueConsumer.isConsuming()).isTrue();
	}

	@Test
	@Tag("extended")
	void reconnectsControlBusAfterBrokerRestart() throws IOException {
		this.fixture.onChannel(this.fixture.topology::declare);
		Set<ControlMessage> receivedMessages = ConcurrentHashMap.newKeySet();
		ControlBus bus = new ControlBus(this.fixture.connections, ChannelSetup.NONE, this.fixture.codec,
				new SimpleMeterRegistry(), this.fixture.scheduler);
		bus.addListener(RequestsChanged.class, receivedMessages::add);
		bus.start();
		await().atMost(Duration.ofSeconds(30)).until(() -> !bus.connectedFor().isZero());
		broker.restart();
		RequestsChanged after = new RequestsChanged(List.of());
		await().atMost(Duration.ofSeconds(60)).until(() -> {
			bus.send(after);
			return receivedMessages.contains(after);
		});
		bus.close();
	}

	@Test
	void logsOutageOfAllQueuesInTwoLines(CapturedOutput output) throws IOException {
		this.fixture.onChannel(this.fixture.topology::declare);
		List<QueueConsumer> queueConsumers = this.fixture.topology.requestQueues()
			.stream()
			.map((queue) -> queueConsumer(queue, InboundMessage::acknowledge))
			.toList();
		queueConsumers.forEach(QueueConsumer::start);
		await().atMost(Duration.ofSeconds(30))
			.until(() -> queueConsumers.stream().allMatch(QueueConsumer::isConsuming));
		int before = output.length();
		broker.rabbitmqctl("close_all_connections", "--vhost", this.fixture.virtualHost(), "maintenance");
		String end = "All " + queueConsumers.size() + " queues are consumed again";
		await().atMost(Duration.ofSeconds(30)).until(() -> output.toString().contains(end));
		assertThat(output.toString()
			.substring(before)
			.lines()
			.filter((line) -> line.contains("queues") || line.contains("requests."))).satisfiesExactly(
					(line) -> assertThat(line).contains("No connection to consume " + queueConsumers.size() + " queues",
							"maintenance"),
					(line) -> assertThat(line).contains(end));
		assertThat(queueConsumers).allMatch(QueueConsumer::isConsuming);
	}

	@Test
	void consumesOnceQueueIsDeclaredAgain() throws IOException {
		Set<String> received = ConcurrentHashMap.newKeySet();
		QueueConsumer queueConsumer = queueConsumer((message) -> {
			received.add(message.properties().getMessageId());
			message.acknowledge();
		});
		queueConsumer.start();
		this.fixture.onChannel(this.fixture.topology::declare);
		await().atMost(Duration.ofSeconds(30)).until(queueConsumer::isConsuming);
		this.fixture.onChannel((channel) -> channel.queueDelete(QUEUE));
		await().atMost(Duration.ofSeconds(30)).until(() -> !queueConsumer.isConsuming());
		this.fixture.onChannel(this.fixture.topology::declare);
		await().atMost(Duration.ofSeconds(30)).until(queueConsumer::isConsuming);
		OutboundMessage message = this.fixture.message(OPERATION);
		join(this.fixture.publisher(1, Duration.ofSeconds(10)).publish(message));
		await().atMost(Duration.ofSeconds(30)).until(() -> received.contains(message.properties().getMessageId()));
	}

	@Test
	void acknowledgesAfterStopWithoutConsumingMore() throws IOException {
		this.fixture.onChannel(this.fixture.topology::declare);
		ConfirmingPublisher publisher = this.fixture.publisher(10, Duration.ofSeconds(10));
		List<InboundMessage> inFlight = java.util.Collections.synchronizedList(new ArrayList<>());
		QueueConsumer queueConsumer = queueConsumer(inFlight::add);
		queueConsumer.start();
		join(publisher.publish(this.fixture.message(OPERATION)));
		await().atMost(Duration.ofSeconds(30)).until(() -> inFlight.size() == 1);
		queueConsumer.stop();
		join(publisher.publish(this.fixture.message(OPERATION)));
		inFlight.get(0).acknowledge();
		queueConsumer.close();
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(() -> this.fixture
				.onChannel((channel) -> assertThat(channel.queueDeclarePassive(QUEUE).getMessageCount()).isOne()));
		assertThat(inFlight).hasSize(1);
	}

	@Test
	void measuresDepthAndRedeclaresMissingQueue() throws IOException {
		this.fixture.onChannel(this.fixture.topology::declare);
		QueueDepthMonitor depthMonitor = new QueueDepthMonitor(this.fixture.connections, List.of(QUEUE),
				this.fixture.topology::declare, this.fixture.taskScheduler);
		depthMonitor.start();
		join(this.fixture.publisher(1, Duration.ofSeconds(10)).publish(this.fixture.message(OPERATION)));
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(
					() -> assertThat(depthMonitor.depthOf(QUEUE)).contains(new QueueDepthMonitor.QueueDepth(1, 0)));
		this.fixture.onChannel((channel) -> channel.queueDelete(QUEUE));
		await().atMost(Duration.ofSeconds(30))
			.untilAsserted(
					() -> assertThat(depthMonitor.depthOf(QUEUE)).contains(new QueueDepthMonitor.QueueDepth(0, 0)));
		depthMonitor.close();
	}

	private QueueConsumer queueConsumer(java.util.function.Consumer<InboundMessage> listener) {
		return queueConsumer(QUEUE, listener);
	}

	private QueueConsumer queueConsumer(String queue, java.util.function.Consumer<InboundMessage> listener) {
		return new QueueConsumer(this.fixture.connections, ChannelSetup.NONE,
				new QueueConsumer.DeclaredQueue(queue, 10), listener, this.fixture.scheduler);
	}

	private PublishOutcome join(CompletableFuture<PublishOutcome> outcome) {
		return outcome.orTimeout(30, TimeUnit.SECONDS).join();
	}

}
