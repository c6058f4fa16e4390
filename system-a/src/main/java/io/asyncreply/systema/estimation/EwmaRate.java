package io.asyncreply.systema.estimation;

import java.time.Duration;

/**
 * Exponentially weighted rate in events per second. An event that is one window old has
 * 37 % of the weight of a new one. Before the first window has passed, the rate is close
 * to the plain mean, so it starts without bias.
 */
final class EwmaRate {

	private final double windowSeconds;

	private double events;

	private double seconds;

	/**
	 * Creates a rate without events.
	 * @param window time after which an event has 37 % of its weight
	 */
	EwmaRate(Duration window) {
		this.windowSeconds = window.toMillis() / 1_000.0;
	}

	/**
	 * Adds the events of an interval.
	 * @param count number of events
	 * @param elapsedSeconds length of the interval in seconds
	 */
	void add(double count, double elapsedSeconds) {
		double decay = Math.exp(-elapsedSeconds / this.windowSeconds);
		this.events = this.events * decay + count;
		this.seconds = this.seconds * decay + elapsedSeconds;
	}

	/** Returns the weighted number of events. */
	double weight() {
		return this.events;
	}

	/** Returns the weighted time of measurement in seconds. */
	double seconds() {
		return this.seconds;
	}

	/** Returns the events per second, 0 before the first interval. */
	double perSecond() {
		return (this.seconds > 0) ? this.events / this.seconds : 0;
	}

}
