package io.asyncreply.systema.ledger;

import java.time.Instant;

import io.asyncreply.messages.Json;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.trace.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * An accepted request that has to be published.
 *
 * @param id its id
 * @param operation what is asked for
 * @param lane the lane whose queue it goes to
 * @param state where it is in its life: ACCEPTED, or further if the broker has lost it
 * @param attempt counts from 1
 * @param deadline when it expires
 * @param payload what to work on
 * @param trace where in which trace it was submitted, null if in none
 */
public record Unsent(RequestId id, String operation, Lane lane, State state, int attempt, Instant deadline,
		Json payload, @Nullable TraceParent trace) {

	/** The queue that it goes to. */
	public Destination destination() {
		return new Destination(this.operation, this.lane);
	}

	static Unsent first(NewRequest request) {
		return new Unsent(request.id(), request.operation(), request.lane(), State.ACCEPTED, 1, request.deadline(),
				request.payload(), request.trace());
	}

}
