package io.asyncreply.systemb.worker.execution;

import java.util.concurrent.CompletableFuture;

import io.asyncreply.messaging.message.OutboundMessage;
import io.asyncreply.systemb.worker.task.RequestTask;

/**
 * A reply on its way.
 *
 * @param requestTask what it ends
 * @param message how it travels alone
 * @param confirmation to be completed with true once the broker has it, with false if
 * nobody is left who could acknowledge the request
 * @param failures how often it was published in vain
 */
record PendingReply(RequestTask requestTask, OutboundMessage message, CompletableFuture<Boolean> confirmation,
		int failures) {

	PendingReply(RequestTask requestTask, OutboundMessage message) {
		this(requestTask, message, new CompletableFuture<>(), 0);
	}

	PendingReply withFailure() {
		return new PendingReply(this.requestTask, this.message, this.confirmation, this.failures + 1);
	}

	int bodyLength() {
		return this.message.body().length;
	}

}
