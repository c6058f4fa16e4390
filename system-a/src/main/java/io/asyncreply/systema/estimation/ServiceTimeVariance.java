package io.asyncreply.systema.estimation;

import java.time.Duration;

/**
 * How much service times vary: the square of their coefficient of variation, over about
 * the last five hundred. Until enough are known they count as exponential, which is 1.
 */
final class ServiceTimeVariance {

	private static final double KEPT = 0.998;

	private static final double EXPONENTIAL = 10;

	private double count;

	private double sum;

	private double squares;

	void add(Duration service) {
		double seconds = service.toNanos() / 1e9;
		this.count = this.count * KEPT + 1;
		this.sum = this.sum * KEPT + seconds;
		this.squares = this.squares * KEPT + seconds * seconds;
	}

	double squared() {
		double mean = this.sum / this.count;
		double seen = (mean > 0) ? Math.max(0, this.squares / this.count / (mean * mean) - 1) : 1;
		return (seen * this.count + EXPONENTIAL) / (this.count + EXPONENTIAL);
	}

}
