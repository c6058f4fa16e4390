package io.asyncreply.messaging.control;

import java.io.IOException;
import java.util.Map;

import com.rabbitmq.client.AMQP.Queue.DeclareOk;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messaging.consume.QueueConsumer;

/**
 * A queue of this instance's own on the control exchange; the broker names it and removes
 * it with its consumer.
 */
final class ControlQueue implements QueueConsumer.ConsumableQueue {

	/** Most signals that wait for an instance; beyond it the oldest is dropped. */
	static final int MAX_LENGTH = 10_000;

	/** A signal that waits longer tells nothing any more. */
	static final int TIME_TO_LIVE_MILLIS = 10_000;

	private static final Map<String, Object> ARGUMENTS = Map.of("x-max-length", MAX_LENGTH, "x-message-ttl",
			TIME_TO_LIVE_MILLIS);

	@Override
	public String queue() {
		return AmqpNames.CONTROL_EXCHANGE;
	}

	/** A signal that is lost costs time only. */
	@Override
	public int prefetch() {
		return 0;
	}

	/**
	 * Consumes first and binds then: if the exchange is not there, the broker closes the
	 * channel, and the queue goes with its consumer instead of staying behind.
	 */
	@Override
	public String consume(Channel channel, DefaultConsumer consumer) throws IOException {
		DeclareOk declared = channel.queueDeclare("", false, true, true, ARGUMENTS);
		String consumerTag = channel.basicConsume(declared.getQueue(), true, consumer);
		channel.queueBind(declared.getQueue(), AmqpNames.CONTROL_EXCHANGE, "");
		return consumerTag;
	}

}
