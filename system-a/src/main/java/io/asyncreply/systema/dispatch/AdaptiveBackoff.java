package io.asyncreply.systema.dispatch;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * Backoff that doubles with each failure and halves with each success, from 100 ms up to
 * a maximum. Outcomes during a backoff do not count, because their publishes began before
 * it. Spring's ExponentialBackOff cannot become shorter again.
 */
final class AdaptiveBackoff {

	private static final Duration MIN_BACKOFF = Duration.ofMillis(100);

	private final Duration maxBackoff;

	private final LongSupplier nanoTime;

	private long backoffNanos = MIN_BACKOFF.toNanos();

	private long untilNanos;

	/**
	 * Creates a backoff that has elapsed.
	 * @param maxBackoff longest backoff, without the random 50 % on top
	 * @param nanoTime monotonic clock in nanoseconds
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
	 * Returns the remaining time.
	 * @return zero if the backoff has elapsed
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
