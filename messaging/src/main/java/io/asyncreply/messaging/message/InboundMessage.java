package io.asyncreply.messaging.message;

import java.util.List;
import java.util.Map;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.asyncreply.messaging.tracing.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * Message that the broker delivered, singly or in a message batch. The broker delivers it
 * again unless it is acked.
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
	 * Acks the message; must be called once. Does nothing if the channel is closed,
	 * because the broker then delivers the message again.
	 */
	public void acknowledge() {
		this.acknowledgment.acknowledge();
	}

	/**
	 * Closes the channel of the message, so that the broker returns all unacked messages
	 * of the channel to their queue.
	 */
	public void returnWithChannel() {
		this.acknowledgment.closeChannel();
	}

	/** Rejects the message, which becomes a dead letter. */
	public void reject() {
		this.acknowledgment.reject();
	}

	/**
	 * Whether the message can still be acked.
	 * @return false after its channel closed; the broker delivers the message again
	 */
	public boolean isAcknowledgeable() {
		return this.acknowledgment.isOpen();
	}

	/**
	 * Whether the broker may have delivered the message before.
	 * @return false if this is the first delivery for certain
	 */
	public boolean isRedelivered() {
		return this.acknowledgment.isRedelivered();
	}

	/**
	 * Returns how often the message was returned to its queue, because its consumer or
	 * the connection was lost.
	 * @return the number that the broker counts for quorum queues, 0 at the first
	 * delivery
	 */
	public long returns() {
		Map<String, Object> headers = this.properties.getHeaders();
		return (headers != null && headers.get("x-delivery-count") instanceof Number count) ? count.longValue() : 0;
	}

	/**
	 * Whether the message is a message batch.
	 * @return true if {@link AmqpMessageCodec#unpack} splits it
	 */
	public boolean isBatch() {
		return MessageBatchCodec.CONTENT_TYPE.equals(this.properties.getContentType());
	}

	/**
	 * Whether the message was delivered in a message batch.
	 * @return false if it was delivered singly
	 */
	public boolean isFromBatch() {
		return this.fromBatch;
	}

	/**
	 * Returns the queue of the message.
	 * @return name of the queue
	 */
	public String queue() {
		return this.queue;
	}

	/**
	 * Returns the trace context of the message.
	 * @return trace context of the publisher, null if it is missing or malformed
	 */
	public @Nullable TraceParent traceParent() {
		Map<String, Object> headers = this.properties.getHeaders();
		return (headers != null) ? TraceParent.parse(headers.get(TraceParent.HEADER)) : null;
	}

	/**
	 * Returns the ledger that the message names.
	 * @return id of the ledger, null if it is missing or malformed
	 */
	public @Nullable String ledger() {
		return MessageReader.ledger(this);
	}

	public BasicProperties properties() {
		return this.properties;
	}

	byte[] body() {
		return this.body;
	}

	/**
	 * Returns the messages of this message batch. The delivery is acked when all of them
	 * are.
	 */
	List<InboundMessage> unpackInto(List<BatchedMessage> batchedMessages) {
		this.acknowledgment.setMessageCount(batchedMessages.size());
		return batchedMessages.stream()
			.map((batchedMessage) -> new InboundMessage(this.acknowledgment, this.queue, batchedMessage.properties(),
					batchedMessage.body(), true))
			.toList();
	}

	/**
	 * One message of a message batch.
	 *
	 * @param properties properties that the message would have singly
	 * @param body body that the message would have singly
	 */
	@SuppressWarnings("ArrayRecordComponent") // never compared
	record BatchedMessage(BasicProperties properties, byte[] body) {

	}

}
