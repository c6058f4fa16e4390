package io.asyncreply.systema.dispatch;

import java.time.Duration;

import io.asyncreply.messaging.connection.BrokerConnections;

/**
 * Stops publishing while the broker blocks publishers, and during a backoff of up to 3 s
 * after publishes of unknown outcome.
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
