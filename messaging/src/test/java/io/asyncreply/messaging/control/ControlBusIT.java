package io.asyncreply.messaging.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AMQP.BasicProperties;
import io.asyncreply.messages.ControlMessage;
import io.asyncreply.messages.ControlMessage.Cancellation;
import io.asyncreply.messages.ControlMessage.CancelledAttempt;
import io.asyncreply.messages.ControlMessage.Heartbeat;
import io.asyncreply.messages.ControlMessage.QueueStatus;
import io.asyncreply.messages.ControlMessage.RequestsChanged;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.BrokerFixture;
import io.asyncreply.messaging.connection.BrokerError;
import io.asyncreply.messaging.connection.ChannelSetup;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.messaging.message.OutboundMessage;
import io.asyncreply.testsupport.broker.BrokerUser;
import io.asyncreply.testsupport.broker.TestBroker;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * Tests of the control bus with a broker, each system with the permissions of its own
 * user.
 */
@Tag("extended")
class ControlBusIT {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static TestBroker broker;

	private static String virtualHost;

	private final SimpleMeterRegistry metersOfA = new SimpleMeterRegistry();

	private final SimpleMeterRegistry metersOfB = new SimpleMeterRegistry();

	private final Queue<ControlMessage> received = new ConcurrentLinkedQueue<>();

	private BrokerFixture systemA;

	private BrokerFixture systemB;

	private ControlBus busOfA;

	private ControlBus busOfB;

	@BeforeAll
	static void startBroker() {
		broker = TestBroker.shared();
		virtualHost = broker.newVirtualHost();
	}

	@BeforeEach
	void connect() {
		this.systemA = new BrokerFixture(broker, virtualHost, BrokerUser.SYSTEM_A);
		this.systemB = new BrokerFixture(broker, virtualHost, BrokerUser.SYSTEM_B);
		this.busOfA = bus(this.systemA, this.metersOfA);
		this.busOfA.addListener(Heartbeat.class, this.received::add);
		this.busOfA.addListener(RequestsChanged.class, this.received::add);
		this.busOfB = bus(this.systemB, this.metersOfB);
		this.busOfB.addListener(Cancellation.class, this.received::add);
	}

	@AfterEach
	void disconnect() {
		this.busOfA.close();
		this.busOfB.close();
		this.systemA.close();
		this.systemB.close();
	}

	@Test
	void deliversMessagesToTheirListeners() throws IOException {
		startListening();
		ControlMessage cancellation = new Cancellation(List.of(new CancelledAttempt(id(), 3)));
		ControlMessage wakeUp = new RequestsChanged(List.of(id(), id()));
		ControlMessage heartbeat = new Heartbeat("a-worker", false, List.of(new QueueStatus("requests.text.process", 8,
				256, Duration.ofSeconds(30), 7, 1_234, Duration.ofMillis(5_678), List.of(id(), id()), true)));
		this.busOfA.send(cancellation);
		this.busOfA.send(wakeUp);
		this.busOfB.send(heartbeat);
		await().atMost(TIMEOUT)
			.untilAsserted(() -> assertThat(this.received).containsExactlyInAnyOrder(cancellation, wakeUp, heartbeat));
		assertThat(this.metersOfA.getMeters()).isEmpty();
		assertThat(this.metersOfB.getMeters()).isEmpty();
	}

	@Test
	void ignoresInvalidMessagesAndReceivesTheNext() throws IOException {
		startListening();
		List<OutboundMessage> invalidMessages = createInvalidMessages().toList();
		this.systemA.onChannel((channel) -> {
			for (OutboundMessage message : invalidMessages) {
				channel.basicPublish(message.exchange(), "", message.properties(), message.body());
			}
		});
		awaitHeartbeat();
		assertThat(countIgnored()).isEqualTo(invalidMessages.size());
	}

	@Test
	void reconnectsWithOneQueueEachAfterConnectionLoss() throws IOException {
		startListening();
		for (int i = 0; i < 2; i++) {
			broker.rabbitmqctl("close_all_connections", "-p", virtualHost, "test");
			await().atMost(TIMEOUT).until(() -> !isListening(this.busOfA) || !isListening(this.busOfB));
			awaitHeartbeat();
		}
		await().atMost(TIMEOUT).until(() -> isListening(this.busOfB));
		assertThat(listControlQueues()).hasSize(2);
		// two channels receive and one sends
		assertThat(listColumn("list_channels", "pid")).hasSize(3);
	}

	@Test
	void deletesQueueWhenBusIsClosed() throws IOException {
		startListening();
		assertThat(listControlQueues()).hasSize(2).allMatch((name) -> name.startsWith("amq.gen-"));
		this.busOfB.close();
		await().atMost(TIMEOUT).until(() -> listControlQueues().size() == 1);
	}

	@Test
	void waitsForExchangeAndLeavesNoQueueBehind() throws IOException {
		this.systemA.onChannel((channel) -> channel.exchangeDelete("asyncreply.control"));
		this.busOfB.start();
		await().atMost(TIMEOUT).until(() -> this.systemB.connections.isConnected());
		this.busOfB.send(new RequestsChanged(List.of()));
		assertThat(isListening(this.busOfB)).isFalse();
		this.systemA.onChannel(this.systemA.topology::declare);
		this.busOfA.start();
		awaitHeartbeat();
		await().atMost(TIMEOUT).until(() -> isListening(this.busOfB));
		assertThat(listControlQueues()).hasSize(2);
	}

	@Test
	void countsMessagesDroppedWithoutBroker() {
		this.busOfB.send(new RequestsChanged(List.of()));
		await().atMost(TIMEOUT)
			.until(() -> this.metersOfB.counter("asyncreply.control.messages.dropped", "reason", "no-broker")
				.count() == 1);
	}

	@Test
	void deniesSystemBForgingRequestsAndReadingReplies() throws IOException {
		startListening();
		assertSystemBIsDenied((channel) -> {
			channel.basicPublish("asyncreply.requests", "requests.text.process", null, new byte[0]);
			channel.basicQos(1); // a refused publish closes the channel before the next
									// call
		});
		assertSystemBIsDenied((channel) -> channel.basicGet("replies", false));
		assertSystemBIsDenied((channel) -> channel.queueBind(channel.queueDeclare().getQueue(), "asyncreply.requests",
				"requests.text.process"));
		assertSystemBIsDenied((channel) -> channel.exchangeDelete("asyncreply.control"));
	}

	/** Asserts that the broker refuses a call. It may close the channel before it. */
	private void assertSystemBIsDenied(ChannelSetup attempt) {
		assertThatException().isThrownBy(() -> this.systemB.onChannel(attempt))
			.satisfies((failure) -> assertThat(BrokerError.findIn(failure)).get()
				.returns(AMQP.ACCESS_REFUSED, BrokerError::replyCode));
	}

	private static Stream<OutboundMessage> createInvalidMessages() {
		BasicProperties heartbeat = new AmqpMessageCodec("system-a", BrokerUser.SYSTEM_A.name(), Clock.systemUTC())
			.encode(new Heartbeat("a-worker", false, List.of()))
			.properties();
		return Stream.of(message(heartbeat, ""), message(heartbeat, "{"), message(heartbeat, "null"),
				message(heartbeat, "[]"), message(heartbeat, "{}"),
				message(heartbeat, "{\"worker\":\"x\",\"queues\":[null]}"),
				message(heartbeat, "{\"worker\":\"" + "x".repeat(65) + "\",\"queues\":[]}"),
				message(heartbeat, "{\"worker\":\"x\",\"queues\":[{\"queue\":\"q\",\"slots\":-1}]}"),
				message(heartbeat.builder().type("requests-changed").build(), "{\"requests\":[\"no id\"]}"),
				message(heartbeat.builder().type("unheard-of").build(), "{}"),
				message(heartbeat.builder().type(null).build(), "{}"),
				message(heartbeat.builder().userId(null).build(), "{}"),
				message(heartbeat.builder().contentType("text/plain").build(), "{}"),
				message(heartbeat.builder().headers(Map.of("x-death", "fake")).build(), "x".repeat(3_000_000)),
				message(new BasicProperties(), "x"));
	}

	private static OutboundMessage message(BasicProperties properties, String body) {
		return new OutboundMessage("asyncreply.control", "", properties, body.getBytes(StandardCharsets.UTF_8));
	}

	private static ControlBus bus(BrokerFixture system, MeterRegistry meters) {
		return new ControlBus(system.connections, ChannelSetup.NONE, system.codec, meters, system.scheduler);
	}

	private void startListening() throws IOException {
		this.systemA.onChannel(this.systemA.topology::declare);
		this.busOfA.start();
		this.busOfB.start();
		await().atMost(TIMEOUT).until(() -> isListening(this.busOfA) && isListening(this.busOfB));
	}

	/**
	 * Sends heartbeats until one is received. Those before the listener is active are
	 * lost.
	 */
	private void awaitHeartbeat() {
		ControlMessage heartbeat = new Heartbeat(id().toString(), false, List.of());
		await().atMost(TIMEOUT).until(() -> {
			this.busOfB.send(heartbeat);
			return this.received.contains(heartbeat);
		});
	}

	private double countIgnored() {
		return this.metersOfA.find("asyncreply.control.messages.ignored")
			.counters()
			.stream()
			.mapToDouble((counter) -> counter.count())
			.sum();
	}

	private List<String> listControlQueues() {
		return listColumn("list_queues", "name").stream()
			.filter((name) -> !name.matches("requests.*|replies|dead.*|parking"))
			.toList();
	}

	private List<String> listColumn(String command, String column) {
		return broker.rabbitmqctl(command, "-q", "--no-table-headers", "-p", virtualHost, column).lines().toList();
	}

	private static RequestId id() {
		return RequestId.generate(Clock.systemUTC());
	}

	private static boolean isListening(ControlBus bus) {
		return !bus.connectedFor().isZero();
	}

}
