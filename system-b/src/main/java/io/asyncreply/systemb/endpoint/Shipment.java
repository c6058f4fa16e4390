package io.asyncreply.systemb.endpoint;

import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.amqp.OutgoingMessage;

/**
 * A reply on its way.
 *
 * @param assignment what it ends
 * @param message how it travels alone
 * @param confirmed to be completed with true once the broker has it, with false if nobody
 * is left who could acknowledge the request
 * @param failures how often it was published in vain
 */
record Shipment(Assignment assignment, OutgoingMessage message, CompletableFuture<Boolean> confirmed, int failures) {

	Shipment(Assignment assignment, OutgoingMessage message) {
		this(assignment, message, new CompletableFuture<>(), 0);
	}

	Shipment failed() {
		return new Shipment(this.assignment, this.message, this.confirmed, this.failures + 1);
	}

	int length() {
		return this.message.body().length;
	}

}
