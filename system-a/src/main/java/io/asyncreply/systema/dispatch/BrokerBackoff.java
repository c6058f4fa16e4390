package io.asyncreply.systema.dispatch;

import java.time.Duration;

import io.asyncreply.messaging.connection.BrokerConnections;

/**
 * Says when to leave the broker alone: while it blocks publishers, and for a while after
 * a failure.
 */
final class BrokerBackoff {

	private static final Duration MAX_BACKOFF = Duration.ofSeconds(3);

	private final BrokerConnections connections;

	private final AdaptiveBackoff backoff = new AdaptiveBackoff(MAX_BACKOFF, System::nanoTime);

	BrokerBackoff(BrokerConnections connections) {
		this.connections = connections;
	}

	boolean isPublishingAllowed() {
		return this.connections.blockedReason() == null && this.backoff.isElapsed();
	}

	void onFailure() {
		this.backoff.onFailure();
	}

	void onSuccess() {
		this.backoff.onSuccess();
	}

}
