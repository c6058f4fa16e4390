package io.asyncreply.systema.dispatch;

import java.time.Duration;

import io.asyncreply.messaging.connection.BrokerConnections;

/**
 * Says when to leave the broker alone: while it blocks publishers, and for a while after
 * a failure.
 */
final class BrokerBackoff {

	private static final Duration LONGEST = Duration.ofSeconds(3);

	private final BrokerConnections connections;

	private final AdaptiveBackoff rest = new AdaptiveBackoff(LONGEST, System::nanoTime);

	BrokerBackoff(BrokerConnections connections) {
		this.connections = connections;
	}

	boolean isOver() {
		return this.connections.blockedReason() == null && this.rest.isOver();
	}

	void failed() {
		this.rest.failed();
	}

	void succeeded() {
		this.rest.succeeded();
	}

}
