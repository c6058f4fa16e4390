package io.asyncreply.systema;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.ControlMessage;
import io.asyncreply.messages.ControlMessage.Heartbeat;
import io.asyncreply.messages.ControlMessage.QueueStatus;
import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.diagnostics.BrokerDoctor;
import io.asyncreply.messaging.diagnostics.Finding;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.messaging.message.OutboundMessage;
import io.asyncreply.messaging.topology.QueueDepthMonitor;
import io.asyncreply.messaging.tracing.TraceParent;
import io.asyncreply.systema.ledger.Ledger;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.worker.WorkerRegistry;
import io.asyncreply.testsupport.AsyncReplyClient;
import io.asyncreply.testsupport.broker.BrokerUser;
import io.asyncreply.testsupport.broker.TestBroker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * System A in this JVM with its own virtual host, connected with the minimal permissions,
 * and an administrator's connection that plays System B.
 */
public final class SystemAWithBroker implements AutoCloseable {

	public static final String QUEUE = "requests.text.process";

	public static final TraceParent TRACE = new TraceParent("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

	/** A success of the operation of {@link #submit}. */
	public static final Reply SUCCESS = new Reply.Succeeded(
			RawJson.of("{\"text\":\"done\"}".getBytes(StandardCharsets.UTF_8)), Reply.Timings.NONE);

	private static final String OWNER = "tester";

	private static final RawJson PAYLOAD = RawJson.of("{\"text\":\"hello\"}".getBytes(StandardCharsets.UTF_8));

	private final AmqpMessageCodec systemBCodec = new AmqpMessageCodec("system-b", BrokerUser.ADMINISTRATOR.name(),
			Clock.systemUTC());

	private final ConfigurableApplicationContext context;

	private final Connection connection;

	private final TestBroker broker;

	private final String virtualHost;

	public SystemAWithBroker(Path folder, String... settings) throws Exception {
		this.broker = TestBroker.shared();
		this.virtualHost = this.broker.newVirtualHost();
		this.connection = this.broker.newConnectionFactory(this.virtualHost, BrokerUser.ADMINISTRATOR).newConnection();
		this.context = launch(folder, settings);
		await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(() -> countConsumers("replies") == 1);
	}

	/** Launches a System A with a ledger of its own on the same virtual host. */
	ConfigurableApplicationContext launch(Path folder, String... settings) {
		String[] arguments = { "--server.port=0", "--spring.profiles.default=demo",
				"--spring.rabbitmq.addresses=" + this.broker.addresses(),
				"--spring.rabbitmq.virtual-host=" + this.virtualHost,
				"--spring.rabbitmq.username=" + BrokerUser.SYSTEM_A.name(),
				"--spring.rabbitmq.password=" + BrokerUser.SYSTEM_A.password(),
				"--spring.datasource.url=jdbc:sqlite:" + folder.resolve("ledger.db"), "--asyncreply.retry.base=100ms",
				"--asyncreply.dispatch.max-queue-backoff=200ms" };
		return new SpringApplication(SystemAApplication.class).run(concat(arguments, settings));
	}

	RequestId submit(Duration untilDeadline) {
		return submit(List.of(untilDeadline)).get(0);
	}

	/** Submits one request per deadline, without waiting in between. */
	public List<RequestId> submit(List<Duration> untilDeadline) {
		Map<RequestId, CompletableFuture<?>> accepted = new LinkedHashMap<>();
		for (Duration duration : untilDeadline) {
			RequestId id = RequestId.generate(Clock.systemUTC());
			accepted.put(id, ledger().accept(new NewRequest(id, OWNER, "text.process", Lane.INTERACTIVE, PAYLOAD,
					Instant.now().plus(duration), null, TRACE)));
		}
		accepted.values().forEach((acceptance) -> acceptance.orTimeout(20, TimeUnit.SECONDS).join());
		return List.copyOf(accepted.keySet());
	}

	public void cancel(RequestId id) {
		ledger().cancel(OWNER, id).orTimeout(20, TimeUnit.SECONDS).join();
	}

	/**
	 * Sends a heartbeat of a worker that reads message batches and needs 1 µs per
	 * request.
	 */
	public void sendHeartbeat(long completed) {
		publish(this.systemBCodec.encode(new Heartbeat("a-worker", false, List.of(new QueueStatus(QUEUE, 8, 256,
				Duration.ofSeconds(30), 0, completed, Duration.ofNanos(completed * 1_000), List.of(), true)))));
	}

	/** Sends a heartbeat of a worker of a queue. */
	public void publishHeartbeat(String queue) {
		publish(this.systemBCodec.encode(new Heartbeat("worker-of-" + queue, false, List
			.of(new QueueStatus(queue, 8, 256, Duration.ofSeconds(30), 0, 0, Duration.ZERO, List.of(), false)))));
	}

	/**
	 * Sends a heartbeat of a worker of a known queue, and waits until System A has it.
	 */
	public void awaitHeartbeat(String queue) {
		long start = System.nanoTime();
		publishHeartbeat(queue);
		WorkerRegistry workerRegistry = this.context.getBean(WorkerRegistry.class);
		await().atMost(Duration.ofSeconds(30))
			.until(() -> workerRegistry.timeSinceHeartbeat(queue)
				.filter((elapsed) -> elapsed.toNanos() < System.nanoTime() - start)
				.isPresent());
	}

	/** Encodes a control message like a worker. */
	OutboundMessage message(ControlMessage controlMessage) {
		return this.systemBCodec.encode(controlMessage);
	}

	/** Encodes a request of {@link #submit} as the broker dead-letters it. */
	OutboundMessage deadLetter(RequestId id, String reason, String queue) {
		Request request = new Request(id, "text.process", 1, Instant.now().plusSeconds(600), PAYLOAD, null);
		OutboundMessage published = this.systemBCodec.encode(request, Lane.INTERACTIVE);
		Map<String, Object> headers = new LinkedHashMap<>(Objects.requireNonNull(published.properties().getHeaders()));
		headers.put("x-death", List.of(Map.of("reason", reason, "queue", queue, "count", 1L)));
		return new OutboundMessage(AmqpNames.DEAD_LETTERS_EXCHANGE, AmqpNames.DEAD_LETTERS_QUEUE,
				published.properties().builder().headers(headers).build(), published.body());
	}

	public OutboundMessage batch(List<OutboundMessage> messages) {
		return this.systemBCodec.pack(messages);
	}

	/** Consumes a request from its queue, like a worker. */
	public GetResponse consume(RequestId id) {
		return await().atMost(Duration.ofSeconds(30))
			.ignoreExceptions() // while the queue is missing
			.until(() -> onChannel((channel) -> channel.basicGet(QUEUE, true)),
					(message) -> message != null && id.toString().equals(message.getProps().getMessageId()));
	}

	static @Nullable TraceParent trace(GetResponse message) {
		return TraceParent.parse(message.getProps().getHeaders().get("traceparent"));
	}

	public StoredRequest find(RequestId id) {
		return ledger().find(OWNER, id).orElseThrow();
	}

	public void awaitState(RequestId id, RequestState state) {
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(find(id).state()).isEqualTo(state));
	}

	public OutboundMessage reply(RequestId id, int attempt, Reply reply) {
		return this.systemBCodec.encode(new CorrelatedReply(id, attempt, "text.process", null, reply));
	}

	/** Creates a reply to a request that named a ledger. */
	OutboundMessage reply(RequestId id, String ledger, Reply reply) {
		return this.systemBCodec.encode(new CorrelatedReply(id, 1, "text.process", ledger, reply));
	}

	/** Publishes like a worker: again if the message is returned as unroutable. */
	public void publish(OutboundMessage message) {
		await().pollDelay(Duration.ZERO)
			.atMost(Duration.ofSeconds(30))
			.until(() -> onChannel((channel) -> isRouted(channel, message)));
	}

	private static boolean isRouted(Channel channel, OutboundMessage message) throws Exception {
		AtomicBoolean returned = new AtomicBoolean();
		channel.addReturnListener((returnedMessage) -> returned.set(true));
		channel.confirmSelect();
		channel.basicPublish(message.exchange(), message.routingKey(), true, message.properties(), message.body());
		channel.waitForConfirmsOrDie(10_000);
		return !returned.get();
	}

	public <T> T onChannel(ChannelAction<T> action) {
		try (Channel channel = this.connection.createChannel()) {
			return action.execute(channel);
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	public long countReady(String queue) {
		return onChannel((channel) -> channel.messageCount(queue));
	}

	/** Fails while the queue is missing. */
	long countConsumers(String queue) {
		return onChannel((channel) -> channel.consumerCount(queue));
	}

	/** Returns the number that System A last read. */
	public long lastKnownConsumers(String queue) {
		return this.context.getBean(QueueDepthMonitor.class)
			.depthOf(queue)
			.map(QueueDepthMonitor.QueueDepth::consumers)
			.orElse(0L);
	}

	/** Counts ready and unacked messages. */
	public long countMessages(String queue) {
		String list = this.broker.rabbitmqctl("list_queues", "--silent", "-p", this.virtualHost, "name", "messages");
		return list.lines()
			.filter((line) -> line.startsWith(queue + "\t"))
			.mapToLong((line) -> Long.parseLong(line.substring(line.indexOf('\t') + 1).trim()))
			.sum();
	}

	/** Runs {@code rabbitmqctl} for the virtual host. */
	void rabbitmqctl(String command, String... arguments) {
		List<String> line = new ArrayList<>(List.of(command, "-p", this.virtualHost));
		line.addAll(List.of(arguments));
		this.broker.rabbitmqctl(line.toArray(String[]::new));
	}

	List<Finding> findings() {
		return this.context.getBean(BrokerDoctor.class).findings();
	}

	double count(String name, String... tags) {
		Counter counter = this.context.getBean(MeterRegistry.class).find(name).tags(tags).counter();
		return (counter != null) ? counter.count() : 0;
	}

	ConfigurableApplicationContext context() {
		return this.context;
	}

	/** Counts with all values of the other tags. */
	double countAll(String name) {
		return this.context.getBean(MeterRegistry.class)
			.find(name)
			.counters()
			.stream()
			.mapToDouble(Counter::count)
			.sum();
	}

	/** Calls the HTTP API or Actuator. */
	public HttpResponse<String> get(String path) {
		int port = this.context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
		return AsyncReplyClient.ofPort(port).get(path);
	}

	private Ledger ledger() {
		return this.context.getBean(Ledger.class);
	}

	private static String[] concat(String[] arguments, String[] settings) {
		String[] all = Arrays.copyOf(arguments, arguments.length + settings.length);
		for (int i = 0; i < settings.length; i++) {
			all[arguments.length + i] = "--" + settings[i];
		}
		return all;
	}

	@Override
	public void close() throws IOException {
		this.context.close();
		this.connection.close();
	}

	/**
	 * Action on a channel.
	 *
	 * @param <T> type of the result
	 */
	public interface ChannelAction<T> {

		T execute(Channel channel) throws Exception;

	}

}
