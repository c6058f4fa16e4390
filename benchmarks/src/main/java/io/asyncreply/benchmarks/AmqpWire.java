package io.asyncreply.benchmarks;

import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import io.asyncreply.benchmarks.raw.RawQueues;

/**
 * The bare client of RabbitMQ, which keeps all that it can without a ledger: quorum
 * queues, confirms, acknowledgements. Answers come on the client's own thread.
 */
final class AmqpWire implements Wire {

	private static final int PREFETCH = 512;

	/** So many answers are acknowledged at once. */
	private static final int ANSWERS = 16;

	private final Ear ear;

	private final Connection connection;

	private final Channel requests;

	private final Channel replies;

	AmqpWire(int callers, Ear ear) throws IOException {
		this.ear = ear;
		this.connection = connect();
		this.requests = this.connection.createChannel();
		RawQueues.declare(this.requests);
		this.requests.confirmSelect();
		this.replies = this.connection.createChannel();
		this.replies.basicQos(PREFETCH);
		this.replies.basicConsume(RawQueues.REPLIES, false, this::hear, (consumer) -> {
		});
	}

	private static Connection connect() throws IOException {
		try {
			return RawQueues.connect(System.getenv());
		}
		catch (TimeoutException ex) {
			throw new IOException(ex);
		}
	}

	@Override
	public synchronized void send(int caller, byte[] question) throws IOException {
		RawQueues.publish(this.requests, RawQueues.REQUESTS, String.valueOf(caller), question);
	}

	private void hear(String consumer, Delivery reply) throws IOException {
		byte[] body = reply.getBody();
		this.ear.heard(Integer.parseInt(reply.getProperties().getCorrelationId()), body, body.length);
		long tag = reply.getEnvelope().getDeliveryTag();
		if (tag % ANSWERS == 0) {
			this.replies.basicAck(tag, true);
		}
	}

	@Override
	public void listen(long nanos) {
		LockSupport.parkNanos(nanos);
	}

	@Override
	public void close() throws IOException {
		this.replies.basicAck(0, true);
		this.connection.close();
	}

}
