package io.asyncreply.systema.dispatch.recovery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * What is known about one queue that lets requests be called lost. Never time alone: a
 * long queue and long work are no losses.
 * <p>
 * The queue is <em>calm</em> while every consumer that the broker counts is a worker that
 * is heard, and their number stays the same: nothing is in unknown hands, and nothing was
 * just given back. Then what no worker names is lost if the queue has been empty all the
 * while, or if requests sent clearly later, and since the calm began, have been answered:
 * a queue gives in the order of arrival, and puts at its head what is given back.
 */
final class LossDetector {

	private final Duration quietPeriod;

	private @Nullable Instant stableSince;

	private @Nullable Instant emptySince;

	private @Nullable Instant lastRepliedSentAt;

	private int liveWorkers;

	/**
	 * Begins without evidence.
	 * @param quietPeriod how long a queue has to be calm and empty, and how much later
	 * "clearly later" is
	 */
	LossDetector(Duration quietPeriod) {
		this.quietPeriod = quietPeriod;
	}

	/**
	 * Notes that a request was answered that the queue had taken.
	 * @param sentAt when the queue took it
	 */
	synchronized void onReply(Instant sentAt) {
		if (this.lastRepliedSentAt == null || this.lastRepliedSentAt.isBefore(sentAt)) {
			this.lastRepliedSentAt = sentAt;
		}
	}

	/**
	 * Looks at the queue.
	 * @param now the time
	 * @param observation what is seen, or null if nothing certain is known
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
	 * Tells which requests are lost unless a worker names them.
	 * @param now the time
	 * @return those that were sent before this, or empty while nothing is certain
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
	 * One look at a queue.
	 *
	 * @param ready messages that wait in it
	 * @param consumers who consume it, as the broker counts
	 * @param liveWorkers who consume it, as they say themselves
	 */
	record QueueObservation(long ready, long consumers, int liveWorkers) {

	}

}
