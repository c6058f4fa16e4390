package io.asyncreply.systemb.worker.execution;

import java.time.Duration;

import io.asyncreply.messages.Lane;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of one operation, for each of its lanes.
 *
 * @param concurrency the most handler calls that run at the same time
 * @param prefetch the most unacked messages of a queue, including those that wait for a
 * slot; equal to the concurrency if not set. Use more only for work of less than 100 ms.
 * A message batch counts as one message
 * @param limit time after which a handler is interrupted and the attempt fails
 */
public record OperationSettings(@Min(1) @Max(10_000) int concurrency, @Min(1) @Max(65_535) int prefetch,
		@DurationMin(millis = 1) Duration limit) {

	@ConstructorBinding
	public OperationSettings(@DefaultValue("8") int concurrency, @Nullable Integer prefetch,
			@DefaultValue("5m") Duration limit) {
		this(concurrency, (prefetch != null) ? prefetch : concurrency, limit);
	}

	/**
	 * Returns the settings for a lane.
	 * @param lane the lane
	 * @return these settings, but one request at a time for the suspect lane, so that a
	 * request that crashes the worker affects no other
	 */
	public OperationSettings forLane(Lane lane) {
		return (lane == Lane.SUSPECT) ? new OperationSettings(1, 1, this.limit) : this;
	}

	/**
	 * Returns the longest time that a request may be in flight: it waits for the requests
	 * before it, and then runs itself. Requests of message batches may take longer; the
	 * broker then redelivers the batches, and System A publishes their requests singly.
	 * @return the time until the ack
	 */
	public Duration maxInFlightTime() {
		return this.limit.multipliedBy(this.prefetch).dividedBy(this.concurrency).plus(this.limit);
	}

}
