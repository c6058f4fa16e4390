package io.asyncreply.systema.dispatch;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;

/**
 * How long to leave alone what fails: twice as long with each failure, half as long with
 * each success. What was under way together when it began changes nothing.
 */
final class AdaptiveBackoff {

	private static final Duration SHORTEST = Duration.ofMillis(100);

	private final Duration longest;

	private final LongSupplier nanoTime;

	private long length = SHORTEST.toNanos();

	private long until;

	/**
	 * Makes a rest that is over.
	 * @param longest the longest, and up to half of it more by chance
	 * @param nanoTime a clock that never jumps, in nanoseconds
	 */
	AdaptiveBackoff(Duration longest, LongSupplier nanoTime) {
		this.longest = longest;
		this.nanoTime = nanoTime;
		this.until = nanoTime.getAsLong();
	}

	boolean isOver() {
		return left().isZero();
	}

	/**
	 * Tells what is left of it.
	 * @return zero if it is over
	 */
	synchronized Duration left() {
		return Duration.ofNanos(Math.max(0, this.until - this.nanoTime.getAsLong()));
	}

	synchronized void failed() {
		if (isOver()) {
			long jitter = ThreadLocalRandom.current().nextLong(this.length / 2);
			this.until = this.nanoTime.getAsLong() + this.length + jitter;
			this.length = Math.min(this.longest.toNanos(), this.length * 2);
		}
	}

	synchronized void succeeded() {
		if (isOver()) {
			this.length = Math.max(SHORTEST.toNanos(), this.length / 2);
		}
	}

}
