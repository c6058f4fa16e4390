package io.asyncreply.systema.worker;

/**
 * Who works on one queue, as far as the last pulses tell.
 *
 * @param live workers that consume the queue and are heard
 * @param slots requests that they can work on at once
 * @param inFlight requests that they have in hand, and those that workers have who are
 * not heard at the moment or do not consume any more
 */
public record WorkerStats(int live, int slots, int inFlight) {

	/** Nobody. */
	public static final WorkerStats NONE = new WorkerStats(0, 0, 0);

	WorkerStats plus(WorkerStats other) {
		return new WorkerStats(this.live + other.live, this.slots + other.slots, this.inFlight + other.inFlight);
	}

}
