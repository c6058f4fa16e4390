package io.asyncreply.benchmarks.transport;

import java.io.IOException;
import java.net.URISyntaxException;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;

/**
 * Connects the raw RabbitMQ client to its quorum queues, which are as durable as those of
 * the two systems.
 */
public final class AmqpQueues {

	/** Name of the queue for requests. */
	public static final String REQUESTS = "benchmarks.raw.requests";

	/** Name of the queue for replies. */
	public static final String REPLIES = "benchmarks.raw.replies";

	/** The broker deletes the queues after a minute without a consumer. */
	private static final Map<String, Object> ARGUMENTS = Map.of("x-queue-type", "quorum", "x-expires", 60_000);

	private AmqpQueues() {
	}

	/**
	 * Connects to the broker at {@code RABBITMQ_URL}.
	 * @return an open connection
	 * @throws IOException if the broker refuses or does not answer
	 */
	public static Connection connect() throws IOException {
		try {
			ConnectionFactory factory = new ConnectionFactory();
			factory.setUri(System.getenv("RABBITMQ_URL"));
			return factory.newConnection();
		}
		catch (GeneralSecurityException | URISyntaxException | TimeoutException ex) {
			throw new IOException("The broker does not answer", ex);
		}
	}

	/**
	 * Declares both queues.
	 * @param channel the channel to use
	 * @throws IOException if the broker refuses
	 */
	public static void declare(Channel channel) throws IOException {
		channel.queueDeclare(REQUESTS, true, false, false, ARGUMENTS);
		channel.queueDeclare(REPLIES, true, false, false, ARGUMENTS);
	}

	/**
	 * Publishes a persistent, mandatory message.
	 * @param channel the channel to use
	 * @param queue name of the queue
	 * @param id correlation id of request and reply
	 * @param body the message body
	 * @throws IOException if the connection is closed
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
