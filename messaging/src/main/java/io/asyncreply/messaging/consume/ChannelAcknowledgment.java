package io.asyncreply.messaging.consume;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the broker delivered at once and waits to hear of: one message, or a frame, which
 * is acknowledged once each message in it is.
 */
public final class ChannelAcknowledgment {

	private final AckBatcher acknowledgements;

	private final long tag;

	private final boolean redelivered;

	private final AtomicInteger unacknowledged = new AtomicInteger(1);

	public ChannelAcknowledgment(AckBatcher acknowledgements, long tag, boolean redelivered) {
		this.acknowledgements = acknowledgements;
		this.tag = tag;
		this.redelivered = redelivered;
	}

	/** Tells how many messages it holds, before any of them is acknowledged. */
	public void holds(int messages) {
		this.unacknowledged.set(messages);
	}

	public void acknowledge() {
		if (this.unacknowledged.decrementAndGet() == 0) {
			this.acknowledgements.add(this.tag);
		}
	}

	public void reject() {
		this.acknowledgements.reject(this.tag);
	}

	public boolean isOpen() {
		return this.acknowledgements.isOpen();
	}

	public boolean isRedelivered() {
		return this.redelivered;
	}

}
