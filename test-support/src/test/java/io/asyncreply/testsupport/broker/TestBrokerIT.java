package io.asyncreply.testsupport.broker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.MessageProperties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;

/**
 * Tests that the broker keeps its data across kills and pauses, but not after a wipe.
 */
@Tag("extended")
class TestBrokerIT {

	private static TestBroker broker;

	@BeforeAll
	static void startBroker() {
		broker = TestBroker.start();
	}

	@AfterAll
	static void closeBroker() {
		broker.close();
	}

	@Test
	void keepsConfirmedMessageAfterKill() throws Exception {
		publish("survivor", "kept");
		broker.kill();
		assertThatException().isThrownBy(() -> broker.newConnectionFactory().newConnection());
		broker.restart();
		assertThat(receive("survivor")).isEqualTo("kept");
	}

	@Test
	void respondsAgainAfterPauseAndResume() throws Exception {
		publish("frozen", "kept");
		broker.pause();
		var shortTimeoutFactory = broker.newConnectionFactory();
		shortTimeoutFactory.setHandshakeTimeout(500);
		assertThatException().isThrownBy(shortTimeoutFactory::newConnection);
		broker.resume();
		assertThat(receive("frozen")).isEqualTo("kept");
	}

	@Test
	void keepsOnlyVirtualHostsAfterWipe() throws Exception {
		String virtualHost = broker.newVirtualHost();
		publish("forgotten", "lost");
		broker.wipe();
		assertThat(broker.rabbitmqctl("list_queues", "--vhost", broker.virtualHost())).doesNotContain("forgotten");
		assertThat(broker.rabbitmqctl("list_vhosts")).contains(virtualHost);
	}

	@Test
	void isolatesVirtualHosts() throws Exception {
		publish("apart", "here");
		String other = broker.newVirtualHost();
		assertThat(broker.rabbitmqctl("list_queues", "--vhost", other)).doesNotContain("apart");
	}

	@Test
	void grantsSystemsThePermissionsOfTheStack() throws Exception {
		try (Connection connection = broker.newConnectionFactory(broker.virtualHost(), BrokerUser.SYSTEM_A)
			.newConnection(); Channel channel = connection.createChannel()) {
			channel.queueDeclare("requests.permitted", true, false, false, Map.of("x-queue-type", "quorum"));
		}
		try (Connection connection = broker.newConnectionFactory(broker.virtualHost(), BrokerUser.SYSTEM_B)
			.newConnection()) {
			Channel channel = connection.createChannel();
			assertThat(channel.queueDeclarePassive("requests.permitted").getQueue()).isEqualTo("requests.permitted");
			assertThatException()
				.isThrownBy(() -> channel.queueDeclare("requests.forbidden", true, false, false, Map.of()));
		}
	}

	@Test
	void detectsClosedConnections() throws Exception {
		ConnectionFactory withoutRecovery = broker.newConnectionFactory();
		withoutRecovery.setAutomaticRecoveryEnabled(false);
		Connection connection = withoutRecovery.newConnection();
		broker.rabbitmqctl("close_all_connections", "--global", "test");
		await().atMost(Duration.ofSeconds(10)).until(() -> !connection.isOpen());
	}

	private static void publish(String queue, String text) throws Exception {
		try (Connection connection = broker.newConnectionFactory().newConnection();
				Channel channel = connection.createChannel()) {
			channel.queueDeclare(queue, true, false, false, Map.of("x-queue-type", "quorum"));
			channel.confirmSelect();
			channel.basicPublish("", queue, MessageProperties.PERSISTENT_TEXT_PLAIN,
					text.getBytes(StandardCharsets.UTF_8));
			channel.waitForConfirmsOrDie(10_000);
		}
	}

	/**
	 * Returns the next message. Repeats, because after a start the queue may have no
	 * leader yet.
	 */
	private static String receive(String queue) {
		return await().atMost(Duration.ofSeconds(20)).ignoreExceptions().until(() -> {
			try (Connection connection = broker.newConnectionFactory().newConnection();
					Channel channel = connection.createChannel()) {
				return new String(channel.basicGet(queue, true).getBody(), StandardCharsets.UTF_8);
			}
		}, (text) -> true);
	}

}
