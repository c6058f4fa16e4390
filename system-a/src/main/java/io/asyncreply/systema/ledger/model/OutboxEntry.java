package io.asyncreply.systema.ledger.model;

import java.time.Instant;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.messaging.tracing.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * A request that this instance has claimed and has to publish.
 *
 * @param request the row
 * @param payload the payload
 * @param trace the trace of the submission, null if it has none
 */
public record OutboxEntry(StoredRequest request, RawJson payload, @Nullable TraceParent trace) {

	public RequestId id() {
		return this.request.id();
	}

	/** The state: ACCEPTED, or a later one if the broker has lost the request. */
	public RequestState state() {
		return this.request.state();
	}

	/** The current attempt, counted from 1. */
	public int attempt() {
		return this.request.attempt();
	}

	public Instant deadline() {
		return this.request.times().deadline();
	}

	public String operation() {
		return this.request.operation();
	}

	/** The lane of the queue to publish to. */
	public Lane lane() {
		Lane sentLane = this.request.times().sentLane();
		return (sentLane != null) ? sentLane : this.request.lane();
	}

	/** The queue to publish to. */
	public RequestQueue queue() {
		return new RequestQueue(operation(), lane());
	}

}
