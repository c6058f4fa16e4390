package io.asyncreply.systema.dispatch.recovery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.asyncreply.messages.RequestQueue;
import org.jspecify.annotations.Nullable;

/**
 * Detects which sent requests of one queue the broker has lost. It never relies on time
 * alone: neither a long queue nor a slow handler is a loss.
 * <p>
 * A queue is <em>stable</em> while each consumer that the broker counts is a live worker,
 * and their number does not change. Then no unknown consumer has a request, and no
 * request was just given back. In a stable queue a request that no worker has in flight
 * is lost in two cases:
 * <ul>
 * <li>The queue has been empty for the whole quiet period.</li>
 * <li>Workers have replied to requests that were sent later than this one, by more than
 * the quiet period, and since the queue became stable. A queue delivers in the order of
 * arrival, and puts requests that are given back at its head.</li>
 * </ul>
 */
final class LossDetector {

	private final RequestQueue requestQueue;

	private final Duration quietPeriod;

	private @Nullable Instant stableSince;

	private @Nullable Instant emptySince;

	private @Nullable Instant lastRepliedSentAt;

	private int liveWorkers;

	/**
	 * Creates a detector that has observed nothing.
	 * @param requestQueue the queue
	 * @param quietPeriod time for which the queue must be stable, and empty; also how
	 * much later another request must have been sent
	 */
	LossDetector(RequestQueue requestQueue, Duration quietPeriod) {
		this.requestQueue = requestQueue;
		this.quietPeriod = quietPeriod;
	}

	RequestQueue requestQueue() {
		return this.requestQueue;
	}

	/**
	 * Notes the reply to a request of this queue.
	 * @param sentAt when the request was sent
	 */
	synchronized void onReply(Instant sentAt) {
		if (this.lastRepliedSentAt == null || this.lastRepliedSentAt.isBefore(sentAt)) {
			this.lastRepliedSentAt = sentAt;
		}
	}

	/**
	 * Notes the state of the queue.
	 * @param now the present time
	 * @param observation the state, or null if it is not known for certain
	 */
	synchronized void observe(Instant now, @Nullable QueueObservation observation) {
		if (observation == null || observation.consumers() != observation.liveWorkers()
				|| (this.stableSince != null && observation.liveWorkers() != this.liveWorkers)) {
			this.stableSince = null;
			this.emptySince = null;
			return;
		}
		this.liveWorkers = observation.liveWorkers();
		this.stableSince = orNow(this.stableSince, now);
		this.emptySince = (observation.ready() == 0) ? orNow(this.emptySince, now) : null;
	}

	/**
	 * Returns which requests are lost, unless a worker has them in flight.
	 * @param now the present time
	 * @return requests that were sent before this time are lost; empty while nothing is
	 * certain
	 */
	synchronized Optional<Instant> lostBefore(Instant now) {
		if (!isQuietPeriodOver(this.stableSince, now)) {
			return Optional.empty();
		}
		if (isQuietPeriodOver(this.emptySince, now)) {
			return Optional.of(now.minus(this.quietPeriod));
		}
		Instant latest = this.lastRepliedSentAt;
		return (latest != null && latest.isAfter(this.stableSince)) ? Optional.of(latest.minus(this.quietPeriod))
				: Optional.empty();
	}

	private boolean isQuietPeriodOver(@Nullable Instant since, Instant now) {
		return since != null && !since.plus(this.quietPeriod).isAfter(now);
	}

	private static Instant orNow(@Nullable Instant since, Instant now) {
		return (since != null) ? since : now;
	}

	/**
	 * State of a queue at one moment.
	 *
	 * @param ready messages that wait in the queue
	 * @param consumers consumers that the broker counts
	 * @param liveWorkers live workers of the queue, by their heartbeats
	 */
	record QueueObservation(long ready, long consumers, int liveWorkers) {

	}

}
