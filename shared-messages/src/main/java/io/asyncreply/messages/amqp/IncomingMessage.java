package io.asyncreply.messages.amqp;

import java.io.IOException;
import java.util.Map;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import io.asyncreply.messages.trace.TraceParent;
import org.jspecify.annotations.Nullable;
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

	/**
	 * Tells which trace the message belongs to.
	 * @return where in it the message was sent, null if the message does not say so or
	 * says it wrongly
	 */
	public @Nullable TraceParent trace() {
		Map<String, Object> headers = this.properties.getHeaders();
		return (headers != null) ? TraceParent.parse(headers.get(TraceParent.HEADER)) : null;
	}

	BasicProperties properties() {
		return this.properties;
	}

	byte[] body() {
		return this.body;
	}

}
