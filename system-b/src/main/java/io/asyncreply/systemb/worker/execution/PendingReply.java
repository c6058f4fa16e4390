package io.asyncreply.systemb.worker.execution;

import java.util.concurrent.CompletableFuture;

import io.asyncreply.messaging.message.OutboundMessage;
import io.asyncreply.systemb.worker.task.RequestTask;

/**
 * A reply on its way.
 *
 * @param assignment what it ends
 * @param message how it travels alone
 * @param confirmed to be completed with true once the broker has it, with false if nobody
 * is left who could acknowledge the request
 * @param failures how often it was published in vain
 */
record PendingReply(RequestTask assignment, OutboundMessage message, CompletableFuture<Boolean> confirmed,
		int failures) {

	PendingReply(RequestTask assignment, OutboundMessage message) {
		this(assignment, message, new CompletableFuture<>(), 0);
	}

	PendingReply failed() {
		return new PendingReply(this.assignment, this.message, this.confirmed, this.failures + 1);
	}

	int length() {
		return this.message.body().length;
	}

}
