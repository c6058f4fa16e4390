package io.asyncreply.systema.dispatch;

import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

import io.asyncreply.messages.amqp.BrokerConnections;

/**
 * Says when to leave the broker alone: while it blocks publishers, and after a failure
 * for a time that doubles with each failure in a row.
 */
final class BrokerPause {

	private static final long FIRST_MILLIS = 100;

	private static final long LONGEST_MILLIS = 3_000;

	private final BrokerConnections connections;

	private long length = FIRST_MILLIS;

	private long until = System.nanoTime();

	BrokerPause(BrokerConnections connections) {
		this.connections = connections;
	}

	synchronized boolean isOver() {
		return this.connections.blockedReason() == null && System.nanoTime() - this.until >= 0;
	}

	/** Failures of messages that were under way together count once. */
	synchronized void failed() {
		if (System.nanoTime() - this.until >= 0) {
			long jitter = ThreadLocalRandom.current().nextLong(this.length / 2);
			this.until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(this.length + jitter);
			this.length = Math.min(LONGEST_MILLIS, this.length * 2);
		}
	}

	synchronized void succeeded() {
		this.length = FIRST_MILLIS;
	}

}
