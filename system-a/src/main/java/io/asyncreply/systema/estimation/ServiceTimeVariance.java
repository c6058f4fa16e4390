package io.asyncreply.systema.estimation;

import java.time.Duration;

/**
 * How much service times vary: the square of their coefficient of variation, over about
 * the last five hundred. Until enough are known they count as exponential, which is 1.
 */
final class ServiceTimeVariance {

	private static final double DECAY = 0.998;

	private static final double EXPONENTIAL_PRIOR_WEIGHT = 10;

	private double count;

	private double sum;

	private double sumOfSquares;

	void add(Duration serviceTime) {
		double seconds = serviceTime.toNanos() / 1e9;
		this.count = this.count * DECAY + 1;
		this.sum = this.sum * DECAY + seconds;
		this.sumOfSquares = this.sumOfSquares * DECAY + seconds * seconds;
	}

	double squaredCoefficient() {
		double mean = this.sum / this.count;
		double observed = (mean > 0) ? Math.max(0, this.sumOfSquares / this.count / (mean * mean) - 1) : 1;
		return (observed * this.count + EXPONENTIAL_PRIOR_WEIGHT) / (this.count + EXPONENTIAL_PRIOR_WEIGHT);
	}

}
