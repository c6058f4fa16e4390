package io.asyncreply.messaging;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.Channel;
import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.connection.ChannelSetup;
import io.asyncreply.messaging.diagnostics.BrokerDoctor;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.messaging.message.OutboundMessage;
import io.asyncreply.messaging.publish.ConfirmingPublisher;
import io.asyncreply.messaging.topology.BrokerPermissions;
import io.asyncreply.messaging.topology.BrokerRequirements;
import io.asyncreply.messaging.topology.Topology;
import io.asyncreply.testsupport.broker.BrokerUser;
import io.asyncreply.testsupport.broker.TestBroker;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.concurrent.ConcurrentTaskScheduler;

/**
 * Broker client for tests, in a virtual host of its own.
 */
public final class BrokerFixture implements AutoCloseable {

	public static final String CONSUMER_TIMEOUT_FIX = "Raise consumer_timeout.";

	public final Topology topology = new Topology(OperationRegistry.builtIn(true));

	public final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);

	public final TaskScheduler taskScheduler = new ConcurrentTaskScheduler(this.scheduler);

	public final BrokerConnections connections;

	public final AmqpMessageCodec codec;

	private final CachingConnectionFactory factory;

	private final List<BrokerDoctor> doctors = new ArrayList<>();

	BrokerFixture(TestBroker broker, String virtualHost) {
		this(broker, virtualHost, BrokerUser.ADMINISTRATOR);
	}

	public BrokerFixture(TestBroker broker, String virtualHost, BrokerUser user) {
		com.rabbitmq.client.ConnectionFactory clientFactory = broker.newConnectionFactory(virtualHost, user);
		clientFactory.setAutomaticRecoveryEnabled(false);
		clientFactory.setRequestedHeartbeat(5);
		this.factory = new CachingConnectionFactory(clientFactory);
		this.connections = new BrokerConnections(this.factory);
		this.codec = new AmqpMessageCodec("tests", this.connections.username(), Clock.systemUTC());
	}

	public String virtualHost() {
		return this.factory.getVirtualHost();
	}

	/** Starts a doctor with the requirements of System A that checks every second. */
	public BrokerDoctor doctorOfSystemA() {
		return doctor(new BrokerRequirements(this.topology.declarations(),
				List.of(AmqpNames.REQUESTS_EXCHANGE, AmqpNames.PARKING_EXCHANGE), List.of(), BrokerPermissions.SYSTEM_A,
				CONSUMER_TIMEOUT_FIX));
	}

	/** Starts a doctor with the requirements of System B that checks every second. */
	public BrokerDoctor doctorOfSystemB() {
		return doctor(new BrokerRequirements(Topology.outboundExchangeChecks(),
				List.of(AmqpNames.REPLIES_EXCHANGE, AmqpNames.PARKING_EXCHANGE), List.of(), BrokerPermissions.SYSTEM_B,
				CONSUMER_TIMEOUT_FIX));
	}

	private BrokerDoctor doctor(BrokerRequirements requirements) {
		BrokerDoctor doctor = new BrokerDoctor(this.connections, requirements, Duration.ofSeconds(1));
		doctor.start();
		this.doctors.add(doctor);
		return doctor;
	}

	public ConfirmingPublisher publisher(int window, Duration confirmTimeout) {
		ConfirmingPublisher publisher = new ConfirmingPublisher(this.connections, ChannelSetup.NONE, window,
				confirmTimeout, this.taskScheduler);
		publisher.start();
		return publisher;
	}

	public OutboundMessage message(String operation) {
		return this.codec.encode(new Request(RequestId.generate(Clock.systemUTC()), operation, 1,
				Instant.now().plusSeconds(600), RawJson.of("{}".getBytes(StandardCharsets.UTF_8)), null),
				Lane.INTERACTIVE);
	}

	/** Publishes a request that expires at once. Returns the number of dead letters. */
	public long publishExpiredRequest() throws Exception {
		OutboundMessage request = message("text.process");
		OutboundMessage expiring = new OutboundMessage(request.exchange(), request.routingKey(),
				request.properties().builder().expiration("0").build(), request.body());
		publisher(1, Duration.ofSeconds(10)).publish(expiring).get(30, TimeUnit.SECONDS);
		return countDeadLetters();
	}

	public long countDeadLetters() throws IOException {
		long[] count = new long[1];
		onChannel((channel) -> count[0] = channel.queueDeclarePassive(AmqpNames.DEAD_LETTERS_QUEUE).getMessageCount());
		return count[0];
	}

	public void onChannel(ChannelSetup setup) throws IOException {
		Channel channel = this.connections.openForConsuming(ChannelSetup.NONE);
		try {
			setup.prepare(channel);
		}
		finally {
			channel.abort();
		}
	}

	@Override
	public void close() {
		this.doctors.forEach(BrokerDoctor::close);
		this.scheduler.shutdownNow();
		this.factory.destroy();
	}

}
