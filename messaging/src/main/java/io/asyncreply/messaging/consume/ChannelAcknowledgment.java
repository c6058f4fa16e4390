package io.asyncreply.messaging.consume;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the broker delivered at once and waits to hear of: one message, or a frame, which
 * is acknowledged once each message in it is.
 */
public final class ChannelAcknowledgment {

	private final AckBatcher ackBatcher;

	private final long deliveryTag;

	private final boolean redelivered;

	private final AtomicInteger unacknowledgedCount = new AtomicInteger(1);

	public ChannelAcknowledgment(AckBatcher ackBatcher, long deliveryTag, boolean redelivered) {
		this.ackBatcher = ackBatcher;
		this.deliveryTag = deliveryTag;
		this.redelivered = redelivered;
	}

	/** Tells how many messages it holds, before any of them is acknowledged. */
	public void setMessageCount(int messages) {
		this.unacknowledgedCount.set(messages);
	}

	public void acknowledge() {
		if (this.unacknowledgedCount.decrementAndGet() == 0) {
			this.ackBatcher.ack(this.deliveryTag);
		}
	}

	public void reject() {
		this.ackBatcher.reject(this.deliveryTag);
	}

	public boolean isOpen() {
		return this.ackBatcher.isOpen();
	}

	public boolean isRedelivered() {
		return this.redelivered;
	}

}
