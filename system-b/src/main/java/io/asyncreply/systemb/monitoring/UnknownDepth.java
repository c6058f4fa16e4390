package io.asyncreply.systemb.monitoring;

import io.asyncreply.messaging.connection.BrokerConnections;

/**
 * Says why nothing is known of a queue.
 *
 * @param connections to the broker that would know
 */
record UnknownDepth(BrokerConnections connections) {

	String explain() {
		String setupError = this.connections.lastSetupError();
		if (this.connections.isConnected()) {
			return (setupError != null) ? "the broker refuses what is needed: " + setupError
					: "the broker has no such queue yet: System A declares it";
		}
		String failure = this.connections.lastFailure();
		return (failure != null) ? "no connection to the broker: " + failure : "not connected to the broker yet";
	}

}
