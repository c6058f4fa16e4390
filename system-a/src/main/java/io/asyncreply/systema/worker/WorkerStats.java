package io.asyncreply.systema.worker;

/**
 * Live workers of one queue, from their last heartbeats.
 *
 * @param live workers that consume the queue
 * @param slots sum of their slots
 * @param inFlight requests in flight, including those of workers that no longer consume
 * the queue
 */
public record WorkerStats(int live, int slots, int inFlight) {

	/** No worker. */
	public static final WorkerStats NONE = new WorkerStats(0, 0, 0);

	WorkerStats plus(WorkerStats other) {
		return new WorkerStats(this.live + other.live, this.slots + other.slots, this.inFlight + other.inFlight);
	}

}
