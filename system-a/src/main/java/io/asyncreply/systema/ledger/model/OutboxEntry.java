package io.asyncreply.systema.ledger.model;

import java.time.Instant;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.messaging.tracing.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * An accepted request in this instance's hands that has to be published.
 *
 * @param request its row, of the first delivery or of one that the broker has lost
 * @param payload what to work on
 * @param trace where in which trace it was submitted, null if in none
 */
public record OutboxEntry(StoredRequest request, RawJson payload, @Nullable TraceParent trace) {

	/** Its id. */
	public RequestId id() {
		return this.request.id();
	}

	/** Where it is in its life: ACCEPTED, or further if the broker has lost it. */
	public RequestState state() {
		return this.request.state();
	}

	/** Counts from 1. */
	public int attempt() {
		return this.request.attempt();
	}

	/** When it expires. */
	public Instant deadline() {
		return this.request.times().deadline();
	}

	/** What is asked for. */
	public String operation() {
		return this.request.operation();
	}

	/** The lane whose queue it goes to. */
	public Lane lane() {
		Lane sentLane = this.request.times().sentLane();
		return (sentLane != null) ? sentLane : this.request.lane();
	}

	/** The queue that it goes to. */
	public RequestQueue queue() {
		return new RequestQueue(operation(), lane());
	}

}
