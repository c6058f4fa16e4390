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
 * @param row its row, of the first delivery or of one that the broker has lost
 * @param payload what to work on
 * @param trace where in which trace it was submitted, null if in none
 */
public record OutboxEntry(StoredRequest row, RawJson payload, @Nullable TraceParent trace) {

	/** Its id. */
	public RequestId id() {
		return this.row.id();
	}

	/** Where it is in its life: ACCEPTED, or further if the broker has lost it. */
	public RequestState state() {
		return this.row.state();
	}

	/** Counts from 1. */
	public int attempt() {
		return this.row.attempt();
	}

	/** When it expires. */
	public Instant deadline() {
		return this.row.times().deadline();
	}

	/** What is asked for. */
	public String operation() {
		return this.row.operation();
	}

	/** The lane whose queue it goes to. */
	public Lane lane() {
		Lane sentLane = this.row.times().sentLane();
		return (sentLane != null) ? sentLane : this.row.lane();
	}

	/** The queue that it goes to. */
	public RequestQueue destination() {
		return new RequestQueue(operation(), lane());
	}

}
