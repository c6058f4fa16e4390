package io.asyncreply.systemb.endpoint;

import java.util.function.Consumer;

import io.asyncreply.messages.Signal.Cancellation;

/**
 * Hears what nobody waits for any more: it is remembered first and then looked for, so
 * that what arrives or begins meanwhile is found out too.
 *
 * @param demand remembers
 * @param endpoints look for it
 */
record RecallListener(Demand demand, Endpoints endpoints) implements Consumer<Cancellation> {

	@Override
	public void accept(Cancellation cancellation) {
		cancellation.requests().forEach(this.demand::recall);
		this.endpoints.all().forEach(Endpoint::dropRecalled);
	}

}
