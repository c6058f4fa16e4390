package io.asyncreply.systemb.flow;

import io.asyncreply.messages.amqp.BrokerConnections;

/**
 * Says why nothing is known of a queue.
 *
 * @param connections to the broker that would know
 */
record Absence(BrokerConnections connections) {

	String explain() {
		String refusal = this.connections.refusal();
		if (this.connections.isConnected()) {
			return (refusal != null) ? "the broker refuses what is needed: " + refusal
					: "the broker has no such queue yet: System A declares it";
		}
		String failure = this.connections.lastFailure();
		return (failure != null) ? "no connection to the broker: " + failure : "not connected to the broker yet";
	}

}
