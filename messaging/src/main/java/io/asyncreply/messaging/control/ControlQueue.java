package io.asyncreply.messaging.control;

import java.io.IOException;
import java.util.Map;

import com.rabbitmq.client.AMQP.Queue.DeclareOk;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messaging.consume.QueueConsumer;

/**
 * Queue of this process on the control exchange. The broker names it and deletes it with
 * its consumer.
 */
final class ControlQueue implements QueueConsumer.ConsumableQueue {

	/** Most control messages in the queue. The broker drops the oldest beyond it. */
	static final int MAX_LENGTH = 10_000;

	/** The broker drops control messages that wait longer. */
	static final int TIME_TO_LIVE_MILLIS = 10_000;

	private static final Map<String, Object> ARGUMENTS = Map.of("x-max-length", MAX_LENGTH, "x-message-ttl",
			TIME_TO_LIVE_MILLIS);

	@Override
	public String queue() {
		return AmqpNames.CONTROL_EXCHANGE;
	}

	/** Returns 0: the broker expects no acks, because control messages may be lost. */
	@Override
	public int prefetch() {
		return 0;
	}

	/**
	 * Consumes before it binds. If the exchange does not exist, the broker closes the
	 * channel and deletes the queue with its consumer.
	 */
	@Override
	public String consume(Channel channel, DefaultConsumer consumer) throws IOException {
		DeclareOk declared = channel.queueDeclare("", false, true, true, ARGUMENTS);
		String consumerTag = channel.basicConsume(declared.getQueue(), true, consumer);
		channel.queueBind(declared.getQueue(), AmqpNames.CONTROL_EXCHANGE, "");
		return consumerTag;
	}

}
