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
import com.rabbitmq.client.Channel;
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
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * How signals travel between both systems, each with the rights of its own user, on a
 * real broker.
 */
class ControlBusIT {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	private static TestBroker broker;

	private static String virtualHost;

	private final SimpleMeterRegistry metersOfA = new SimpleMeterRegistry();

	private final SimpleMeterRegistry metersOfB = new SimpleMeterRegistry();

	private final Queue<ControlMessage> heard = new ConcurrentLinkedQueue<>();

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
		this.busOfA.listen(Heartbeat.class, this.heard::add);
		this.busOfA.listen(RequestsChanged.class, this.heard::add);
		this.busOfB = bus(this.systemB, this.metersOfB);
		this.busOfB.listen(Cancellation.class, this.heard::add);
	}

	@AfterEach
	void disconnect() {
		this.busOfA.close();
		this.busOfB.close();
		this.systemA.close();
		this.systemB.close();
	}

	@Test
	void signalsReachWhoListensForThem() throws IOException {
		listen();
		ControlMessage cancellation = new Cancellation(List.of(new CancelledAttempt(id(), 3)));
		ControlMessage wakeUp = new RequestsChanged(List.of(id(), id()));
		ControlMessage pulse = new Heartbeat("a-worker", false, List.of(new QueueStatus("requests.text.process", 8, 256,
				Duration.ofSeconds(30), 7, 1_234, Duration.ofMillis(5_678), List.of(id(), id()), true)));
		this.busOfA.send(cancellation);
		this.busOfA.send(wakeUp);
		this.busOfB.send(pulse);
		await().atMost(PATIENCE)
			.untilAsserted(() -> assertThat(this.heard).containsExactlyInAnyOrder(cancellation, wakeUp, pulse));
		assertThat(this.metersOfA.getMeters()).isEmpty();
		assertThat(this.metersOfB.getMeters()).isEmpty();
	}

	@Test
	void garbageIsIgnoredAndTheNextSignalIsHeard() throws IOException {
		listen();
		List<OutboundMessage> garbage = garbage().toList();
		this.systemA.onChannel((channel) -> {
			for (OutboundMessage message : garbage) {
				channel.basicPublish(message.exchange(), "", message.properties(), message.body());
			}
		});
		awaitPulse();
		assertThat(ignored()).isEqualTo(garbage.size());
	}

	@Test
	void busesComeBackAfterEveryLossWithOneQueueEach() throws IOException {
		listen();
		for (int i = 0; i < 2; i++) {
			broker.ctl("close_all_connections", "-p", virtualHost, "test");
			await().atMost(PATIENCE).until(() -> !isListening(this.busOfA) || !isListening(this.busOfB));
			awaitPulse();
		}
		await().atMost(PATIENCE).until(() -> isListening(this.busOfB));
		assertThat(queues()).hasSize(2);
		assertThat(list("list_channels", "pid")).hasSize(3); // both listen, one has told
	}

	@Test
	void queueGoesWithItsInstance() throws IOException {
		listen();
		assertThat(queues()).hasSize(2).allMatch((name) -> name.startsWith("amq.gen-"));
		this.busOfB.close();
		await().atMost(PATIENCE).until(() -> queues().size() == 1);
	}

	@Test
	void busWaitsForTheExchangeAndLeavesNoQueueBehind() throws IOException {
		this.systemA.onChannel((channel) -> channel.exchangeDelete("asyncreply.control"));
		this.busOfB.start();
		await().atMost(PATIENCE).until(() -> this.systemB.connections.isConnected());
		this.busOfB.send(new RequestsChanged(List.of()));
		assertThat(isListening(this.busOfB)).isFalse();
		this.systemA.onChannel(this.systemA.topology::declare);
		this.busOfA.start();
		awaitPulse();
		await().atMost(PATIENCE).until(() -> isListening(this.busOfB));
		assertThat(queues()).hasSize(2);
	}

	@Test
	void signalsWithoutABrokerAreDroppedAndCounted() {
		this.busOfB.send(new RequestsChanged(List.of()));
		await().atMost(PATIENCE)
			.until(() -> this.metersOfB.counter("asyncreply.signals.dropped", "reason", "no-broker").count() == 1);
	}

	@Test
	void systemBCanStillNeitherForgeRequestsNorReadReplies() throws IOException {
		listen();
		assertSystemBIsRefused((channel) -> {
			channel.basicPublish("asyncreply.requests", "requests.text.process", null, new byte[0]);
			channel.basicQos(1); // the refusal of a publish shows at the next call
		});
		assertSystemBIsRefused((channel) -> channel.basicGet("replies", false));
		assertSystemBIsRefused((channel) -> channel.queueBind(channel.queueDeclare().getQueue(), "asyncreply.requests",
				"requests.text.process"));
		assertSystemBIsRefused((channel) -> channel.exchangeDelete("asyncreply.control"));
	}

	/** At the call, or before it, if the broker was quick to close the channel. */
	private void assertSystemBIsRefused(ChannelSetup attempt) {
		assertThatException().isThrownBy(() -> this.systemB.onChannel(attempt))
			.satisfies((failure) -> assertThat(BrokerError.in(failure)).get()
				.returns(AMQP.ACCESS_REFUSED, BrokerError::code));
	}

	private static Stream<OutboundMessage> garbage() {
		BasicProperties pulse = new AmqpMessageCodec("system-a", BrokerUser.SYSTEM_A.name(), Clock.systemUTC())
			.write(new Heartbeat("a-worker", false, List.of()))
			.properties();
		return Stream.of(message(pulse, ""), message(pulse, "{"), message(pulse, "null"), message(pulse, "[]"),
				message(pulse, "{}"), message(pulse, "{\"worker\":\"x\",\"stations\":[null]}"),
				message(pulse, "{\"worker\":\"x\",\"stations\":[],\"more\":1}"),
				message(pulse, "{\"worker\":\"x\",\"stations\":[{\"queue\":\"q\",\"slots\":-1}]}"),
				message(pulse.builder().type("wake-up").build(), "{\"requests\":[\"no id\"]}"),
				message(pulse.builder().type("unheard-of").build(), "{}"),
				message(pulse.builder().type(null).build(), "{}"), message(pulse.builder().userId(null).build(), "{}"),
				message(pulse.builder().contentType("text/plain").build(), "{}"),
				message(pulse.builder().headers(Map.of("x-death", "fake")).build(), "x".repeat(3_000_000)),
				message(new BasicProperties(), "x"));
	}

	private static OutboundMessage message(BasicProperties properties, String body) {
		return new OutboundMessage("asyncreply.control", "", properties, body.getBytes(StandardCharsets.UTF_8));
	}

	private static ControlBus bus(BrokerFixture system, MeterRegistry meters) {
		return new ControlBus(system.connections, ChannelSetup.NONE, system.wireFormat, meters, system.scheduler);
	}

	private void listen() throws IOException {
		this.systemA.onChannel(this.systemA.topology::declare);
		this.busOfA.start();
		this.busOfB.start();
		await().atMost(PATIENCE).until(() -> isListening(this.busOfA) && isListening(this.busOfB));
	}

	/** A pulse that is sent while nobody listens is lost: the next one is heard. */
	private void awaitPulse() {
		ControlMessage pulse = new Heartbeat(id().toString(), false, List.of());
		await().atMost(PATIENCE).until(() -> {
			this.busOfB.send(pulse);
			return this.heard.contains(pulse);
		});
	}

	private double ignored() {
		return this.metersOfA.find("asyncreply.signals.ignored")
			.counters()
			.stream()
			.mapToDouble((counter) -> counter.count())
			.sum();
	}

	private List<String> queues() {
		return list("list_queues", "name").stream()
			.filter((name) -> !name.matches("requests.*|replies|dead.*|parking"))
			.toList();
	}

	private List<String> list(String command, String column) {
		return broker.ctl(command, "-q", "--no-table-headers", "-p", virtualHost, column).lines().toList();
	}

	private static RequestId id() {
		return RequestId.next(Clock.systemUTC());
	}

	private static boolean isListening(ControlBus bus) {
		return !bus.listeningFor().isZero();
	}

}
