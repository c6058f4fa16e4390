package io.asyncreply.messages.amqp;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import com.rabbitmq.client.Channel;
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

	final Topology topology = new Topology(Operations.catalogue(false));

	final ScheduledExecutorService scheduler = Executors.newScheduledThreadPool(2);

	final BrokerConnections connections;

	final WireFormat wireFormat;

	private final CachingConnectionFactory factory;

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

	ConfirmedPublisher publisher(int window, Duration confirmTimeout) {
		return new ConfirmedPublisher(this.connections, ChannelPreparation.NONE, window, confirmTimeout,
				this.scheduler);
	}

	OutgoingMessage message(String operation) {
		return this.wireFormat.write(new Request(RequestId.next(Clock.systemUTC()), operation, 1,
				Instant.now().plusSeconds(600), Json.of("{}".getBytes(StandardCharsets.UTF_8))), Lane.INTERACTIVE);
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
		this.scheduler.shutdownNow();
		this.factory.destroy();
	}

}
