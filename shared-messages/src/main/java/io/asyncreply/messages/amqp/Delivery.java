package io.asyncreply.messages.amqp;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the broker delivered at once and waits to hear of: one message, or a frame, which
 * is acknowledged once each message in it is.
 */
final class Delivery {

	private final Acknowledgements acknowledgements;

	private final long tag;

	private final boolean redelivered;

	private final AtomicInteger unacknowledged = new AtomicInteger(1);

	Delivery(Acknowledgements acknowledgements, long tag, boolean redelivered) {
		this.acknowledgements = acknowledgements;
		this.tag = tag;
		this.redelivered = redelivered;
	}

	/** Tells how many messages it holds, before any of them is acknowledged. */
	void holds(int messages) {
		this.unacknowledged.set(messages);
	}

	void acknowledge() {
		if (this.unacknowledged.decrementAndGet() == 0) {
			this.acknowledgements.add(this.tag);
		}
	}

	void reject() {
		this.acknowledgements.reject(this.tag);
	}

	boolean isOpen() {
		return this.acknowledgements.isOpen();
	}

	boolean isRedelivered() {
		return this.redelivered;
	}

}
