package io.asyncreply.messaging.consume;

import java.util.concurrent.atomic.AtomicInteger;

import io.asyncreply.messaging.message.MessageAcknowledgment;

/**
 * Acknowledgment of one delivery on its channel. A message batch is acked once each of
 * its messages is acked.
 */
public final class ChannelAcknowledgment implements MessageAcknowledgment {

	private final AckBatcher ackBatcher;

	private final long deliveryTag;

	private final boolean redelivered;

	private final AtomicInteger unacknowledgedCount = new AtomicInteger(1);

	/**
	 * Creates the acknowledgment of a delivery with one message.
	 * @param ackBatcher batches the acks of the channel
	 * @param deliveryTag delivery tag on the channel
	 * @param redelivered whether the broker marked the delivery as redelivered
	 */
	public ChannelAcknowledgment(AckBatcher ackBatcher, long deliveryTag, boolean redelivered) {
		this.ackBatcher = ackBatcher;
		this.deliveryTag = deliveryTag;
		this.redelivered = redelivered;
	}

	@Override
	public void setMessageCount(int messages) {
		this.unacknowledgedCount.set(messages);
	}

	@Override
	public void acknowledge() {
		if (this.unacknowledgedCount.decrementAndGet() == 0) {
			this.ackBatcher.ack(this.deliveryTag);
		}
	}

	@Override
	public void reject() {
		this.ackBatcher.reject(this.deliveryTag);
	}

	@Override
	public void closeChannel() {
		this.ackBatcher.closeChannel();
	}

	@Override
	public boolean isOpen() {
		return this.ackBatcher.isOpen();
	}

	@Override
	public boolean isRedelivered() {
		return this.redelivered;
	}

}
