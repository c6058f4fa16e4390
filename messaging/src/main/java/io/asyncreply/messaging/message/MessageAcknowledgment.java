package io.asyncreply.messaging.message;

/**
 * Acks or rejects one delivery of the broker: a single message or a message batch.
 */
public interface MessageAcknowledgment {

	/**
	 * Sets how many messages the delivery has, before any of them is acked.
	 * @param messages number of {@link #acknowledge} calls that ack the delivery
	 */
	void setMessageCount(int messages);

	/**
	 * Acks one message of the delivery. The last one acks the delivery.
	 */
	void acknowledge();

	/**
	 * Rejects the delivery, which becomes a dead letter.
	 */
	void reject();

	/**
	 * Closes the channel of the delivery, so that the broker returns its unacked
	 * messages.
	 */
	void closeChannel();

	/**
	 * Whether the channel of the delivery is open, so that the delivery can be acked.
	 */
	boolean isOpen();

	/**
	 * Whether the broker may have delivered the delivery before.
	 */
	boolean isRedelivered();

}
