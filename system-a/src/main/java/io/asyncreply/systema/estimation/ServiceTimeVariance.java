package io.asyncreply.systema.estimation;

import java.time.Duration;

/**
 * Squared coefficient of variation of about the last 500 service times. It starts at 1,
 * the value of exponential service times.
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
