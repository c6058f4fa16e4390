package io.asyncreply.benchmarks.transport;

import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;

/**
 * The raw RabbitMQ client: quorum queues, persistent messages, confirms and acks. Answers
 * arrive on a thread of the client.
 */
public final class AmqpTransport implements CallTransport {

	private static final int PREFETCH = 512;

	private static final int REPLIES_PER_ACK = 16;

	private final AnswerListener listener;

	private final Connection connection = AmqpQueues.connect();

	private final Channel requests = this.connection.createChannel();

	private final Channel replies = this.connection.createChannel();

	public AmqpTransport(int callers, AnswerListener listener) throws IOException {
		this.listener = listener;
		AmqpQueues.declare(this.requests);
		this.requests.confirmSelect();
		this.replies.basicQos(PREFETCH);
		this.replies.basicConsume(AmqpQueues.REPLIES, false, this::onReply, (consumer) -> {
		});
	}

	@Override
	public synchronized void send(int caller, byte[] request) throws IOException {
		AmqpQueues.publish(this.requests, AmqpQueues.REQUESTS, String.valueOf(caller), request);
	}

	private void onReply(String consumer, Delivery reply) throws IOException {
		byte[] body = reply.getBody();
		this.listener.onAnswer(Integer.parseInt(reply.getProperties().getCorrelationId()), body, body.length);
		long tag = reply.getEnvelope().getDeliveryTag();
		if (tag % REPLIES_PER_ACK == 0) {
			this.replies.basicAck(tag, true);
		}
	}

	@Override
	public void receive(long nanos) {
		LockSupport.parkNanos(nanos);
	}

	@Override
	public void close() throws IOException {
		this.replies.basicAck(0, true);
		this.connection.close();
	}

}
