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

	private final Duration patience;

	private @Nullable Instant calmSince;

	private @Nullable Instant emptySince;

	private @Nullable Instant answered;

	private int workers;

	/**
	 * Begins without evidence.
	 * @param patience how long a queue has to be calm and empty, and how much later
	 * "clearly later" is
	 */
	LossDetector(Duration patience) {
		this.patience = patience;
	}

	/**
	 * Notes that a request was answered that the queue had taken.
	 * @param sentAt when the queue took it
	 */
	synchronized void answered(Instant sentAt) {
		if (this.answered == null || this.answered.isBefore(sentAt)) {
			this.answered = sentAt;
		}
	}

	/**
	 * Looks at the queue.
	 * @param now the time
	 * @param look what is seen, or null if nothing certain is known
	 */
	synchronized void look(Instant now, @Nullable QueueObservation look) {
		if (look == null || look.consumers() != look.workers()
				|| (this.calmSince != null && look.workers() != this.workers)) {
			this.calmSince = null;
			this.emptySince = null;
			return;
		}
		this.workers = look.workers();
		this.calmSince = earlier(this.calmSince, now);
		this.emptySince = (look.ready() == 0) ? earlier(this.emptySince, now) : null;
	}

	/**
	 * Tells which requests are lost unless a worker names them.
	 * @param now the time
	 * @return those that were sent before this, or empty while nothing is certain
	 */
	synchronized Optional<Instant> lostBefore(Instant now) {
		if (!isLongAgo(this.calmSince, now)) {
			return Optional.empty();
		}
		if (isLongAgo(this.emptySince, now)) {
			return Optional.of(now.minus(this.patience));
		}
		Instant latest = this.answered;
		return (latest != null && latest.isAfter(this.calmSince)) ? Optional.of(latest.minus(this.patience))
				: Optional.empty();
	}

	private boolean isLongAgo(@Nullable Instant since, Instant now) {
		return since != null && !since.plus(this.patience).isAfter(now);
	}

	private static Instant earlier(@Nullable Instant since, Instant now) {
		return (since != null) ? since : now;
	}

	/**
	 * One look at a queue.
	 *
	 * @param ready messages that wait in it
	 * @param consumers who consume it, as the broker counts
	 * @param workers who consume it, as they say themselves
	 */
	record QueueObservation(long ready, long consumers, int workers) {

	}

}
