package io.asyncreply.systemb.worker;

import java.util.function.Consumer;

import io.asyncreply.messages.ControlMessage.Cancellation;
import io.asyncreply.systemb.worker.execution.CancellationRegistry;

/**
 * Reacts to the cancellations that System A sends. A cancelled request that waits for a
 * slot is dropped, and the handler of one that runs is interrupted.
 */
final class CancellationListener implements Consumer<Cancellation> {

	private final CancellationRegistry cancellationRegistry;

	private final QueueWorkers queueWorkers;

	CancellationListener(CancellationRegistry cancellationRegistry, QueueWorkers queueWorkers) {
		this.cancellationRegistry = cancellationRegistry;
		this.queueWorkers = queueWorkers;
	}

	@Override
	public void accept(Cancellation cancellation) {
		// Registered first, so that a request that arrives or starts meanwhile is found
		// too.
		cancellation.requests().forEach(this.cancellationRegistry::cancel);
		this.queueWorkers.all().forEach(QueueWorker::discardCancelled);
	}

}
