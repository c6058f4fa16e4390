package io.asyncreply.systemb.worker;

import java.util.function.Consumer;

import io.asyncreply.messages.ControlMessage.Cancellation;
import io.asyncreply.systemb.worker.execution.CancellationRegistry;

/**
 * Hears what nobody waits for any more: it is remembered first and then looked for, so
 * that what arrives or begins meanwhile is found out too.
 *
 * @param cancellationRegistry remembers
 * @param queueWorkers look for it
 */
record CancellationListener(CancellationRegistry cancellationRegistry,
		QueueWorkers queueWorkers) implements Consumer<Cancellation> {

	@Override
	public void accept(Cancellation cancellation) {
		cancellation.requests().forEach(this.cancellationRegistry::cancel);
		this.queueWorkers.all().forEach(QueueWorker::discardCancelled);
	}

}
