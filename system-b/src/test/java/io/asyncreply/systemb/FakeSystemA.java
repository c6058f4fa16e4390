package io.asyncreply.systemb;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.GetResponse;
import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.ControlMessage;
import io.asyncreply.messages.ControlMessage.Cancellation;
import io.asyncreply.messages.ControlMessage.CancelledAttempt;
import io.asyncreply.messages.ControlMessage.Heartbeat;
import io.asyncreply.messages.ControlMessage.QueueStatus;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.messaging.message.OutboundMessage;
import io.asyncreply.messaging.topology.Topology;
import io.asyncreply.testsupport.broker.BrokerUser;
import io.asyncreply.testsupport.broker.TestBroker;
import org.awaitility.Awaitility;

/**
 * Replaces System A in a virtual host of its own: declares the topology, publishes
 * requests and collects replies and heartbeats.
 */
public final class FakeSystemA implements AutoCloseable {

	/** The ledger that the requests name. */
	public static final String LEDGER = "0123456789abcdef";

	private static final Clock CLOCK = Clock.systemUTC();

	private final AmqpMessageCodec amqpMessageCodec = new AmqpMessageCodec("system-a", BrokerUser.SYSTEM_A.name(),
			CLOCK);

	private final Queue<ReceivedReply> replies = new ConcurrentLinkedQueue<>();

	private final AtomicInteger countFinalReplyMessages = new AtomicInteger();

	private final Queue<Heartbeat> heartbeats = new ConcurrentLinkedQueue<>();

	private final TestBroker broker;

	private final String virtualHost;

	private final Connection connection;

	private final Channel channel;

	private FakeSystemA(TestBroker broker) throws IOException, TimeoutException {
		this.broker = broker;
		this.virtualHost = broker.newVirtualHost();
		this.connection = broker.newConnectionFactory(this.virtualHost, BrokerUser.SYSTEM_A)
			.newConnection("fake-system-a");
		this.channel = this.connection.createChannel();
	}

	/** Connects and declares the topology. */
	public static FakeSystemA connect(TestBroker broker) throws IOException, TimeoutException {
		FakeSystemA fakeSystemA = withoutTopology(broker);
		fakeSystemA.declare();
		return fakeSystemA;
	}

	/** Connects to an empty virtual host. */
	public static FakeSystemA withoutTopology(TestBroker broker) throws IOException, TimeoutException {
		return new FakeSystemA(broker);
	}

	public void declare() throws IOException {
		new Topology(OperationRegistry.builtIn(true)).declare(this.channel);
		this.channel.basicConsume(AmqpNames.REPLIES_QUEUE, true, (tag, delivery) -> onReply(delivery), (tag) -> {
		});
		String controlQueue = this.channel.queueDeclare().getQueue();
		this.channel.queueBind(controlQueue, AmqpNames.CONTROL_EXCHANGE, "");
		this.channel.basicConsume(controlQueue, true, (tag, delivery) -> onHeartbeat(delivery), (tag) -> {
		});
	}

	public TestBroker broker() {
		return this.broker;
	}

	public String virtualHost() {
		return this.virtualHost;
	}

	public Channel channel() {
		return this.channel;
	}

	public RequestId submit(String operation, String payload) throws IOException {
		return submit(request(operation, payload, Duration.ofMinutes(1)));
	}

	public RequestId submit(Request request) throws IOException {
		OutboundMessage message = this.amqpMessageCodec.encode(request, Lane.INTERACTIVE);
		publish(message);
		return request.id();
	}

	/** Publishes requests in one message batch, to the queue of the first. */
	public void submitBatch(List<Request> requests) throws IOException {
		publish(batch(requests));
	}

	/** Creates a valid message batch. */
	public OutboundMessage batch(List<Request> requests) {
		return this.amqpMessageCodec
			.pack(requests.stream().map((request) -> this.amqpMessageCodec.encode(request, Lane.INTERACTIVE)).toList());
	}

	public Request request(String operation, String payload, Duration timeLeft) {
		return new Request(RequestId.generate(CLOCK), operation, 1, Instant.now(CLOCK).plus(timeLeft),
				RawJson.of(payload.getBytes(StandardCharsets.UTF_8)), LEDGER);
	}

	/** Creates a valid message. */
	public OutboundMessage message(String operation, String payload) {
		return this.amqpMessageCodec.encode(request(operation, payload, Duration.ofMinutes(1)), Lane.INTERACTIVE);
	}

	/** Creates a valid control message. */
	public OutboundMessage message(ControlMessage controlMessage) {
		return this.amqpMessageCodec.encode(controlMessage);
	}

	public void publish(OutboundMessage message) throws IOException {
		publish(message.routingKey(), message.properties(), message.body());
	}

	public void publish(String queue, BasicProperties properties, byte[] body) throws IOException {
		this.channel.basicPublish(AmqpNames.REQUESTS_EXCHANGE, queue, true, properties, body);
	}

	/** Publishes the cancellation of the first attempt of some requests. */
	public void cancel(RequestId... requests) throws IOException {
		OutboundMessage message = this.amqpMessageCodec
			.encode(new Cancellation(Stream.of(requests).map((id) -> new CancelledAttempt(id, 1)).toList()));
		this.channel.basicPublish(message.exchange(), message.routingKey(), message.properties(), message.body());
	}

	/** Returns all heartbeats of System B, in their order. */
	public List<Heartbeat> heartbeats() {
		return List.copyOf(this.heartbeats);
	}

	/** Waits for a new heartbeat with a matching queue status. */
	public QueueStatus awaitQueueStatus(String queue, Predicate<QueueStatus> condition) {
		int seen = this.heartbeats.size();
		return Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> heartbeats().stream()
				.skip(seen)
				.flatMap((heartbeat) -> heartbeat.queues().stream())
				.filter((queueStatus) -> queueStatus.queue().equals(queue))
				.filter(condition)
				.findFirst(), Optional::isPresent)
			.orElseThrow();
	}

	/** Returns all replies to a request, in their order. */
	public List<ReceivedReply> replies(RequestId id) {
		return replies(id.toString());
	}

	public List<ReceivedReply> replies(String id) {
		return this.replies.stream().filter((reply) -> reply.id().equals(id)).toList();
	}

	public ReceivedReply awaitFinalReply(RequestId id) {
		return Awaitility.await()
			.atMost(Duration.ofSeconds(30))
			.until(() -> replies(id).stream().filter(ReceivedReply::isFinal).toList(),
					(finalReplies) -> !finalReplies.isEmpty())
			.get(0);
	}

	public ReceivedReply awaitFinalReply(OutboundMessage request) {
		return awaitFinalReply(RequestId.parse(request.properties().getMessageId()).orElseThrow());
	}

	/** Counts the messages with at least one final reply. */
	public int countFinalReplyMessages() {
		return this.countFinalReplyMessages.get();
	}

	public boolean hasFinalReply(RequestId id) {
		return replies(id).stream().anyMatch(ReceivedReply::isFinal);
	}

	/** Counts the messages of a queue that are not in flight. */
	public long countReady(String queue) throws IOException {
		return this.channel.messageCount(queue);
	}

	/** Counts the messages of each queue that is not empty, including those in flight. */
	public Map<String, String> countMessages() {
		return this.broker
			.rabbitmqctl("list_queues", "-q", "--no-table-headers", "-p", this.virtualHost, "name", "messages")
			.lines()
			.map((line) -> line.split("\\s+"))
			.filter((fields) -> fields.length == 2 && !fields[1].equals("0"))
			.collect(Collectors.toMap((fields) -> fields[0], (fields) -> fields[1]));
	}

	/** Has the broker close System B's connections. */
	public void disconnectSystemB() {
		this.broker.rabbitmqctl("list_connections", "-q", "--no-table-headers", "pid", "user", "vhost")
			.lines()
			.map((line) -> line.split("\\s+"))
			.filter((fields) -> fields.length == 3 && fields[1].equals(BrokerUser.SYSTEM_B.name())
					&& fields[2].equals(this.virtualHost))
			.forEach((fields) -> this.broker.rabbitmqctl("close_connection", fields[0], "closed by a test"));
	}

	public GetResponse awaitMessage(String queue) {
		return Awaitility.await()
			.atMost(Duration.ofSeconds(20))
			.until(() -> this.channel.basicGet(queue, true), (message) -> message != null);
	}

	private void onReply(Delivery delivery) {
		List<ReceivedReply> received = ReceivedReply.of(delivery);
		if (received.stream().anyMatch(ReceivedReply::isFinal)) {
			this.countFinalReplyMessages.incrementAndGet();
		}
		this.replies.addAll(received);
	}

	private void onHeartbeat(Delivery delivery) {
		BasicProperties properties = delivery.getProperties();
		if ("heartbeat".equals(properties.getType()) && "system-b".equals(properties.getAppId())) {
			this.heartbeats.add(StrictJson.bind(StrictJson.check(delivery.getBody()), Heartbeat.class));
		}
	}

	@Override
	public void close() throws IOException {
		this.connection.close();
	}

}
