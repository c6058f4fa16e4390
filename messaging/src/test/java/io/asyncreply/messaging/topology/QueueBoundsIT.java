package io.asyncreply.messaging.topology;

import java.time.Duration;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.operation.OperationRegistry;
import io.asyncreply.testsupport.broker.BrokerUser;
import io.asyncreply.testsupport.broker.TestBroker;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Bounds of the queues that the broker user of System B can fill.
 */
@Timeout(60)
class QueueBoundsIT {

	private final TestBroker broker = TestBroker.shared();

	private final String virtualHost = this.broker.newVirtualHost();

	private Connection systemA;

	private Connection systemB;

	@BeforeEach
	void connect() throws Exception {
		this.systemA = this.broker.newConnectionFactory(this.virtualHost, BrokerUser.SYSTEM_A).newConnection();
		this.systemB = this.broker.newConnectionFactory(this.virtualHost, BrokerUser.SYSTEM_B).newConnection();
		try (Channel channel = this.systemA.createChannel()) {
			new Topology(OperationRegistry.builtIn(true)).declare(channel);
		}
	}

	@AfterEach
	void disconnect() throws Exception {
		this.systemB.close();
		this.systemA.close();
	}

	@Test
	void limitsDurableQueueThatTheBrokerNames() throws Exception {
		try (Channel channel = this.systemB.createChannel()) {
			String queue = channel.queueDeclare("", true, false, false, null).getQueue();
			channel.queueBind(queue, AmqpNames.CONTROL_EXCHANGE, "");
			publish(channel, AmqpNames.CONTROL_EXCHANGE, 20, 4 * 1024 * 1024);
			assertThat(channel.messageCount(queue)).isBetween(1L, 16L);
			assertThat(this.broker.rabbitmqctl("list_operator_policies", "-p", this.virtualHost))
				.contains("\"expires\":60000", "\"message-ttl\":10000");
		}
	}

	@Test
	void confirmsParkedMessagesAndDropsTheOldest() throws Exception {
		this.broker.rabbitmqctl("set_policy", "-p", this.virtualHost, "small", "^parking$",
				"{\"max-length-bytes\": 5000}");
		try (Channel channel = this.systemB.createChannel(); Channel reader = this.systemA.createChannel()) {
			publish(channel, AmqpNames.PARKING_EXCHANGE, 20, 1_000);
			await().atMost(Duration.ofSeconds(20))
				.untilAsserted(() -> assertThat(reader.messageCount(AmqpNames.PARKING_QUEUE)).isBetween(1L, 5L));
		}
	}

	private static void publish(Channel channel, String exchange, int count, int bytes) throws Exception {
		channel.confirmSelect();
		for (int i = 0; i < count; i++) {
			channel.basicPublish(exchange, AmqpNames.PARKING_QUEUE, null, new byte[bytes]);
		}
		channel.waitForConfirmsOrDie(20_000);
	}

}
