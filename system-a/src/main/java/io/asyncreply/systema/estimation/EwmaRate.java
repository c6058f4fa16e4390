package io.asyncreply.systema.estimation;

import java.time.Duration;

/**
 * Events per second, exponentially weighted: what happened a window ago counts for 37 %
 * of what happens now. Until a window has passed it is the plain mean of what was seen,
 * so that it starts without a bias.
 */
final class EwmaRate {

	private final double windowSeconds;

	private double events;

	private double seconds;

	/**
	 * Makes a rate of which nothing is known.
	 * @param window the window
	 */
	EwmaRate(Duration window) {
		this.windowSeconds = window.toMillis() / 1_000.0;
	}

	/**
	 * Adds what happened.
	 * @param count how many events
	 * @param elapsedSeconds in how many seconds
	 */
	void add(double count, double elapsedSeconds) {
		double decay = Math.exp(-elapsedSeconds / this.windowSeconds);
		this.events = this.events * decay + count;
		this.seconds = this.seconds * decay + elapsedSeconds;
	}

	/** How many events the rate rests on. */
	double weight() {
		return this.events;
	}

	/** For how long it was measured, as far as that still counts. */
	double seconds() {
		return this.seconds;
	}

	/** Events per second, 0 if nothing was seen. */
	double perSecond() {
		return (this.seconds > 0) ? this.events / this.seconds : 0;
	}

}
