package io.asyncreply.benchmarks.raw;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Address;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;

/**
 * The queues of the floor, as durable as those of the pair, and the way to them.
 */
public final class RawQueues {

	/** Where requests go. */
	public static final String REQUESTS = "benchmarks.raw.requests";

	/** Where replies go. */
	public static final String REPLIES = "benchmarks.raw.replies";

	/** A broker that outlives the benchmark forgets them by itself. */
	private static final Map<String, Object> ARGUMENTS = Map.of("x-queue-type", "quorum", "x-expires", 60_000);

	private RawQueues() {
	}

	/**
	 * Connects.
	 * @param environment names the broker
	 * @return a connection to close
	 * @throws IOException if the broker refuses
	 * @throws TimeoutException if it does not answer
	 */
	public static Connection connect(Map<String, String> environment) throws IOException, TimeoutException {
		ConnectionFactory factory = new ConnectionFactory();
		factory.setVirtualHost(environment.getOrDefault("RABBITMQ_VIRTUAL_HOST", "/"));
		factory.setUsername(environment.getOrDefault("RABBITMQ_USERNAME", "guest"));
		factory.setPassword(environment.getOrDefault("RABBITMQ_PASSWORD", "guest"));
		return factory
			.newConnection(Address.parseAddresses(environment.getOrDefault("RABBITMQ_ADDRESSES", "localhost:5672")));
	}

	/**
	 * Declares both queues.
	 * @param channel declares them
	 * @throws IOException if the broker refuses
	 */
	public static void declare(Channel channel) throws IOException {
		channel.queueDeclare(REQUESTS, true, false, false, ARGUMENTS);
		channel.queueDeclare(REPLIES, true, false, false, ARGUMENTS);
	}

	/**
	 * Publishes a persistent message that the broker has to route.
	 * @param channel confirms what it publishes
	 * @param queue where to
	 * @param id correlates request and reply
	 * @param body what is sent
	 * @throws IOException if the broker cannot be reached
	 */
	public static void publish(Channel channel, String queue, String id, byte[] body) throws IOException {
		AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder().contentType("application/json")
			.deliveryMode(2)
			.messageId(id)
			.correlationId(id)
			.replyTo(REPLIES)
			.build();
		channel.basicPublish("", queue, true, properties, body);
	}

}
