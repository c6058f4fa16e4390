package io.asyncreply.messaging.message;

import java.util.List;
import java.util.Map;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.asyncreply.messaging.tracing.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * A message that the broker delivered, alone or in a frame, and that is acknowledged once
 * what follows from it is safe; until then the broker keeps it and delivers it again
 * after a loss.
 */
public final class InboundMessage {

	private final MessageAcknowledgment acknowledgment;

	private final String queue;

	private final BasicProperties properties;

	private final byte[] body;

	private final boolean fromBatch;

	public InboundMessage(MessageAcknowledgment acknowledgment, String queue, BasicProperties properties, byte[] body) {
		this(acknowledgment, queue, properties, body, false);
	}

	private InboundMessage(MessageAcknowledgment acknowledgment, String queue, BasicProperties properties, byte[] body,
			boolean fromBatch) {
		this.acknowledgment = acknowledgment;
		this.queue = queue;
		this.properties = properties;
		this.body = body;
		this.fromBatch = fromBatch;
	}

	/**
	 * Acknowledges the message, once; in vain, and harmless, if the channel is gone,
	 * because then the broker delivers it again.
	 */
	public void acknowledge() {
		this.acknowledgment.acknowledge();
	}

	/**
	 * Gives the message up, so that it becomes a dead letter.
	 */
	public void reject() {
		this.acknowledgment.reject();
	}

	/**
	 * Tells whether the message can still be acknowledged.
	 * @return false once its channel is gone and the broker delivers it again
	 */
	public boolean isAcknowledgeable() {
		return this.acknowledgment.isOpen();
	}

	/**
	 * Tells whether the broker may have delivered the message before.
	 * @return false if this is certainly the first time
	 */
	public boolean isRedelivered() {
		return this.acknowledgment.isRedelivered();
	}

	/**
	 * Tells whether the message holds others.
	 * @return true if {@link AmqpMessageCodec#unpack} takes it apart
	 */
	public boolean isBatch() {
		return MessageBatchCodec.CONTENT_TYPE.equals(this.properties.getContentType());
	}

	/**
	 * Tells whether the message came in a frame.
	 * @return false if it was delivered alone
	 */
	public boolean isFromBatch() {
		return this.fromBatch;
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
	public @Nullable TraceParent traceParent() {
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
	List<InboundMessage> unpackInto(List<BatchedMessage> batchedMessages) {
		this.acknowledgment.setMessageCount(batchedMessages.size());
		return batchedMessages.stream()
			.map((batchedMessage) -> new InboundMessage(this.acknowledgment, this.queue, batchedMessage.properties(),
					batchedMessage.body(), true))
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
