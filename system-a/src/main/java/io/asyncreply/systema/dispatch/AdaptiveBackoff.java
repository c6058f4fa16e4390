package io.asyncreply.systema.dispatch;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * How long to leave alone what fails: twice as long with each failure, half as long with
 * each success. What was under way together when it began changes nothing.
 */
final class AdaptiveBackoff {

	private static final Duration MIN_BACKOFF = Duration.ofMillis(100);

	private final Duration maxBackoff;

	private final LongSupplier nanoTime;

	private long backoffNanos = MIN_BACKOFF.toNanos();

	private long untilNanos;

	/**
	 * Makes a rest that is over.
	 * @param maxBackoff the longest, and up to half of it more by chance
	 * @param nanoTime a clock that never jumps, in nanoseconds
	 */
	AdaptiveBackoff(Duration maxBackoff, LongSupplier nanoTime) {
		this.maxBackoff = maxBackoff;
		this.nanoTime = nanoTime;
		this.untilNanos = nanoTime.getAsLong();
	}

	boolean isElapsed() {
		return remaining().isZero();
	}

	/**
	 * Tells what is left of it.
	 * @return zero if it is over
	 */
	synchronized Duration remaining() {
		return Duration.ofNanos(Math.max(0, this.untilNanos - this.nanoTime.getAsLong()));
	}

	synchronized void onFailure() {
		if (isElapsed()) {
			long jitter = ThreadLocalRandom.current().nextLong(this.backoffNanos / 2);
			this.untilNanos = this.nanoTime.getAsLong() + this.backoffNanos + jitter;
			this.backoffNanos = Math.min(this.maxBackoff.toNanos(), this.backoffNanos * 2);
		}
	}

	synchronized void onSuccess() {
		if (isElapsed()) {
			this.backoffNanos = Math.max(MIN_BACKOFF.toNanos(), this.backoffNanos / 2);
		}
	}

}
