package io.asyncreply.systemb.worker;

import java.util.function.Consumer;

import io.asyncreply.messages.ControlMessage.Cancellation;
import io.asyncreply.systemb.worker.execution.CancellationRegistry;

/**
 * Hears what nobody waits for any more: it is remembered first and then looked for, so
 * that what arrives or begins meanwhile is found out too.
 *
 * @param demand remembers
 * @param endpoints look for it
 */
record CancellationListener(CancellationRegistry demand, QueueWorkers endpoints) implements Consumer<Cancellation> {

	@Override
	public void accept(Cancellation cancellation) {
		cancellation.requests().forEach(this.demand::recall);
		this.endpoints.all().forEach(QueueWorker::dropRecalled);
	}

}
