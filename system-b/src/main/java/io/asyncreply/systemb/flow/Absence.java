package io.asyncreply.systemb.flow;

import io.asyncreply.messages.amqp.BrokerConnections;

/**
 * Says why nothing is known of a queue.
 *
 * @param connections to the broker that would know
 */
record Absence(BrokerConnections connections) {

	String explain() {
		if (this.connections.isConnected()) {
			return "the broker has no such queue yet: System A declares it";
		}
		String failure = this.connections.lastFailure();
		return (failure != null) ? "no connection to the broker: " + failure : "not connected to the broker yet";
	}

}
