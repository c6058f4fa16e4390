package io.asyncreply.messages.amqp;

import java.io.IOException;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A message that the broker delivered and that is acknowledged once what follows from it
 * is safe; until then the broker keeps it and delivers it again after a loss.
 */
public final class IncomingMessage {

	private static final Logger logger = LoggerFactory.getLogger(IncomingMessage.class);

	private final Channel channel;

	private final long deliveryTag;

	private final String queue;

	private final BasicProperties properties;

	private final byte[] body;

	IncomingMessage(Channel channel, long deliveryTag, String queue, BasicProperties properties, byte[] body) {
		this.channel = channel;
		this.deliveryTag = deliveryTag;
		this.queue = queue;
		this.properties = properties;
		this.body = body;
	}

	/**
	 * Acknowledges the message; in vain, and harmless, if the channel is gone, because
	 * then the broker delivers it again.
	 */
	public void acknowledge() {
		try {
			this.channel.basicAck(this.deliveryTag, false);
		}
		catch (IOException | AlreadyClosedException ex) {
			logger.debug("Not acknowledged, will be delivered again: {}", ex.getMessage());
		}
	}

	/**
	 * Tells whether the message can still be acknowledged.
	 * @return false once its channel is gone and the broker delivers it again
	 */
	public boolean isAcknowledgeable() {
		return this.channel.isOpen();
	}

	/**
	 * Tells where the message was taken from.
	 * @return the queue's name
	 */
	public String queue() {
		return this.queue;
	}

	BasicProperties properties() {
		return this.properties;
	}

	byte[] body() {
		return this.body;
	}

}
