package io.asyncreply.messaging.message;

import java.util.List;
import java.util.Map;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.asyncreply.messaging.consume.ChannelAcknowledgment;
import io.asyncreply.messaging.tracing.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * A message that the broker delivered, alone or in a frame, and that is acknowledged once
 * what follows from it is safe; until then the broker keeps it and delivers it again
 * after a loss.
 */
public final class InboundMessage {

	private final ChannelAcknowledgment delivery;

	private final String queue;

	private final BasicProperties properties;

	private final byte[] body;

	private final boolean framed;

	public InboundMessage(ChannelAcknowledgment delivery, String queue, BasicProperties properties, byte[] body) {
		this(delivery, queue, properties, body, false);
	}

	private InboundMessage(ChannelAcknowledgment delivery, String queue, BasicProperties properties, byte[] body,
			boolean framed) {
		this.delivery = delivery;
		this.queue = queue;
		this.properties = properties;
		this.body = body;
		this.framed = framed;
	}

	/**
	 * Acknowledges the message, once; in vain, and harmless, if the channel is gone,
	 * because then the broker delivers it again.
	 */
	public void acknowledge() {
		this.delivery.acknowledge();
	}

	/**
	 * Gives the message up, so that it becomes a dead letter.
	 */
	public void reject() {
		this.delivery.reject();
	}

	/**
	 * Tells whether the message can still be acknowledged.
	 * @return false once its channel is gone and the broker delivers it again
	 */
	public boolean isAcknowledgeable() {
		return this.delivery.isOpen();
	}

	/**
	 * Tells whether the broker may have delivered the message before.
	 * @return false if this is certainly the first time
	 */
	public boolean isRedelivered() {
		return this.delivery.isRedelivered();
	}

	/**
	 * Tells whether the message holds others.
	 * @return true if {@link AmqpMessageCodec#unpack} takes it apart
	 */
	public boolean isFrame() {
		return MessageBatchCodec.CONTENT_TYPE.equals(this.properties.getContentType());
	}

	/**
	 * Tells whether the message came in a frame.
	 * @return false if it was delivered alone
	 */
	public boolean isFramed() {
		return this.framed;
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

	public BasicProperties properties() {
		return this.properties;
	}

	byte[] body() {
		return this.body;
	}

	/** From here on the delivery is acknowledged by these messages together. */
	List<InboundMessage> holding(List<BatchedMessage> contents) {
		this.delivery.holds(contents.size());
		return contents.stream()
			.map((content) -> new InboundMessage(this.delivery, this.queue, content.properties(), content.body(), true))
			.toList();
	}

	/**
	 * What a frame holds.
	 *
	 * @param properties those that the message would have had alone
	 * @param body the body that it would have had alone
	 */
	@SuppressWarnings("ArrayRecordComponent") // lives for one reading and is never
												// compared
	record BatchedMessage(BasicProperties properties, byte[] body) {

	}

}
