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

/**
 * Connections to a broker of the tests, in a virtual host of their own.
 */
public final class BrokerFixture implements AutoCloseable {

	public static final String ON_OVERDUE = "Raise consumer_timeout.";

	public final Topology topology = new Topology(OperationRegistry.catalogue(false));

	public final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);

	public final BrokerConnections connections;

	public final AmqpMessageCodec wireFormat;

	private final CachingConnectionFactory factory;

	private final List<BrokerDoctor> doctors = new ArrayList<>();

	BrokerFixture(TestBroker broker, String virtualHost) {
		this(broker, virtualHost, BrokerUser.ADMINISTRATOR);
	}

	public BrokerFixture(TestBroker broker, String virtualHost, BrokerUser user) {
		com.rabbitmq.client.ConnectionFactory client = broker.newConnectionFactory(virtualHost, user);
		client.setAutomaticRecoveryEnabled(false);
		client.setRequestedHeartbeat(5);
		this.factory = new CachingConnectionFactory(client);
		this.connections = new BrokerConnections(this.factory);
		this.wireFormat = new AmqpMessageCodec("tests", this.connections.user(), Clock.systemUTC());
	}

	/** The doctor of a System A, who comes every second. */
	public BrokerDoctor doctorOfSystemA() {
		return doctor(new BrokerRequirements(this.topology.declarations(),
				List.of(AmqpNames.REQUESTS_EXCHANGE, AmqpNames.PARKING_EXCHANGE), BrokerPermissions.SYSTEM_A,
				ON_OVERDUE));
	}

	/** The doctor of a System B, who comes every second. */
	public BrokerDoctor doctorOfSystemB() {
		return doctor(new BrokerRequirements(Topology.waysOut(),
				List.of(AmqpNames.REPLIES_EXCHANGE, AmqpNames.PARKING_EXCHANGE), BrokerPermissions.SYSTEM_B,
				ON_OVERDUE));
	}

	private BrokerDoctor doctor(BrokerRequirements needs) {
		BrokerDoctor doctor = new BrokerDoctor(this.connections, needs, Duration.ofSeconds(1));
		this.doctors.add(doctor);
		return doctor;
	}

	public ConfirmingPublisher publisher(int window, Duration confirmTimeout) {
		return new ConfirmingPublisher(this.connections, ChannelSetup.NONE, window, confirmTimeout, this.scheduler);
	}

	public OutboundMessage message(String operation) {
		return this.wireFormat.write(new Request(RequestId.next(Clock.systemUTC()), operation, 1,
				Instant.now().plusSeconds(600), RawJson.of("{}".getBytes(StandardCharsets.UTF_8))), Lane.INTERACTIVE);
	}

	/** Publishes a request that expires at once, and counts what became dead letters. */
	public long expireOne() throws Exception {
		OutboundMessage request = message("text.process");
		OutboundMessage expiring = new OutboundMessage(request.exchange(), request.routingKey(),
				request.properties().builder().expiration("0").build(), request.body());
		publisher(1, Duration.ofSeconds(10)).publish(expiring).get(30, TimeUnit.SECONDS);
		return deadLetters();
	}

	public long deadLetters() throws IOException {
		long[] count = new long[1];
		onChannel((channel) -> count[0] = channel.queueDeclarePassive(AmqpNames.DEAD_LETTERS).getMessageCount());
		return count[0];
	}

	public void onChannel(ChannelSetup step) throws IOException {
		Channel channel = this.connections.openForConsuming(ChannelSetup.NONE);
		try {
			step.prepare(channel);
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
