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
 * Settings of one operation; they hold for each of its lanes.
 *
 * @param concurrency most requests that are worked on at once
 * @param prefetch most messages that are in hand at once, those that wait for a slot
 * included; as many as slots if not set, more only for work of less than 100 ms. A frame
 * is one message of a few milliseconds of work
 * @param limit a handler is interrupted after this, and the attempt has failed
 */
public record OperationSettings(@Min(1) @Max(10_000) int concurrency, @Min(1) @Max(65_535) int prefetch,
		@DurationMin(millis = 1) Duration limit) {

	@ConstructorBinding
	public OperationSettings(@DefaultValue("8") int concurrency, @Nullable Integer prefetch,
			@DefaultValue("5m") Duration limit) {
		this(concurrency, (prefetch != null) ? prefetch : concurrency, limit);
	}

	/**
	 * Gives the settings for a lane.
	 * @param lane the lane
	 * @return these, or for suspects the same with one request at a time: what kills a
	 * worker takes no innocent neighbours along
	 */
	public OperationSettings forLane(Lane lane) {
		return (lane == Lane.SUSPECT) ? new OperationSettings(1, 1, this.limit) : this;
	}

	/**
	 * Tells how long a request may be in hand before it is acknowledged: it waits for
	 * those before it, and then has its own turn. Quick work in frames that turns slow
	 * may take longer: then the broker delivers the frames again, and they are taken
	 * apart.
	 */
	public Duration maxInFlightTime() {
		return this.limit.multipliedBy(this.prefetch).dividedBy(this.concurrency).plus(this.limit);
	}

}
