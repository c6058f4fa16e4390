package io.asyncreply.messages.amqp;

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
import io.asyncreply.messages.Channels;
import io.asyncreply.messages.Json;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Operations;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestId;
import io.asyncreply.testsupport.BrokerUser;
import io.asyncreply.testsupport.TestBroker;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;

/**
 * Connections to a broker of the tests, in a virtual host of their own.
 */
final class BrokerFixture implements AutoCloseable {

	static final String ON_OVERDUE = "Raise consumer_timeout.";

	final Topology topology = new Topology(Operations.catalogue(false));

	final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);

	final BrokerConnections connections;

	final WireFormat wireFormat;

	private final CachingConnectionFactory factory;

	private final List<BrokerDoctor> doctors = new ArrayList<>();

	BrokerFixture(TestBroker broker, String virtualHost) {
		this(broker, virtualHost, BrokerUser.ADMINISTRATOR);
	}

	BrokerFixture(TestBroker broker, String virtualHost, BrokerUser user) {
		com.rabbitmq.client.ConnectionFactory client = broker.newConnectionFactory(virtualHost, user);
		client.setAutomaticRecoveryEnabled(false);
		client.setRequestedHeartbeat(5);
		this.factory = new CachingConnectionFactory(client);
		this.connections = new BrokerConnections(this.factory);
		this.wireFormat = new WireFormat("tests", this.connections.user(), Clock.systemUTC());
	}

	/** The doctor of a System A, who comes every second. */
	BrokerDoctor doctorOfSystemA() {
		return doctor(new BrokerNeeds(this.topology.declarations(),
				List.of(Channels.REQUESTS_EXCHANGE, Channels.PARKING_EXCHANGE), Permissions.SYSTEM_A, ON_OVERDUE));
	}

	/** The doctor of a System B, who comes every second. */
	BrokerDoctor doctorOfSystemB() {
		return doctor(new BrokerNeeds(Topology.waysOut(), List.of(Channels.REPLIES_EXCHANGE, Channels.PARKING_EXCHANGE),
				Permissions.SYSTEM_B, ON_OVERDUE));
	}

	private BrokerDoctor doctor(BrokerNeeds needs) {
		BrokerDoctor doctor = new BrokerDoctor(this.connections, needs, Duration.ofSeconds(1));
		this.doctors.add(doctor);
		return doctor;
	}

	ConfirmedPublisher publisher(int window, Duration confirmTimeout) {
		return new ConfirmedPublisher(this.connections, ChannelPreparation.NONE, window, confirmTimeout,
				this.scheduler);
	}

	OutgoingMessage message(String operation) {
		return this.wireFormat.write(new Request(RequestId.next(Clock.systemUTC()), operation, 1,
				Instant.now().plusSeconds(600), Json.of("{}".getBytes(StandardCharsets.UTF_8))), Lane.INTERACTIVE);
	}

	/** Publishes a request that expires at once, and counts what became dead letters. */
	long expireOne() throws Exception {
		OutgoingMessage request = message("text.process");
		OutgoingMessage expiring = new OutgoingMessage(request.exchange(), request.routingKey(),
				request.properties().builder().expiration("0").build(), request.body());
		publisher(1, Duration.ofSeconds(10)).publish(expiring).get(30, TimeUnit.SECONDS);
		return deadLetters();
	}

	long deadLetters() throws IOException {
		long[] count = new long[1];
		onChannel((channel) -> count[0] = channel.queueDeclarePassive(Channels.DEAD_LETTERS).getMessageCount());
		return count[0];
	}

	void onChannel(ChannelPreparation step) throws IOException {
		Channel channel = this.connections.openForConsuming(ChannelPreparation.NONE);
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
