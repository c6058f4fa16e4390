package io.asyncreply.systema.estimation;

import java.util.Arrays;

/**
 * Learns by how many standard deviations the p90 must exceed the estimate: by the 90 %
 * quantile of the last 1,000 errors. This is split conformal prediction, after Lei et
 * al., "Distribution-free predictive inference for regression", 2018. While there are few
 * errors, the quantile of a normal distribution has more weight.
 * <p>
 * Requests that wait together are late together, so 1,000 small errors do not imply that
 * the next one is small. Therefore the result never falls below a floor. Each exceeded
 * p90 raises the floor by nine times as much as each kept p90 lowers it, so that in the
 * long run 90 % of the requests are covered. This is adaptive conformal inference, after
 * Gibbs and Candès, "Adaptive conformal inference under distribution shift", 2021.
 */
final class ConformalQuantile {

	private static final double NORMAL_QUANTILE = 1.28;

	private static final int WINDOW_SIZE = 1_000;

	private static final int PRIOR_WEIGHT = 100;

	/**
	 * 2,000 requests that exceed their p90 raise the floor by 0.9 standard deviations.
	 */
	private static final double LEARNING_RATE = 0.0005;

	private static final double MIN_FLOOR = 0.5;

	private static final double MAX_FLOOR = 2;

	/** Sorting after every error would be too slow. */
	private static final int SORT_INTERVAL = 10;

	/** Ten errors hardly change the quantile of a full window. */
	private static final int FULL_WINDOW_SORT_INTERVAL = 100;

	private final double[] errors = new double[WINDOW_SIZE];

	private long count;

	private double quantile = NORMAL_QUANTILE;

	private double floor = 1;

	/**
	 * Adds the error of one prediction.
	 * @param error actual minus predicted time, in standard deviations
	 * @param covered whether the request completed within its p90
	 */
	void add(double error, boolean covered) {
		this.floor = Math.max(MIN_FLOOR, Math.min(MAX_FLOOR, this.floor + LEARNING_RATE * (covered ? -0.1 : 0.9)));
		this.errors[(int) (this.count++ % WINDOW_SIZE)] = error;
		if (this.count % ((this.count < WINDOW_SIZE) ? SORT_INTERVAL : FULL_WINDOW_SORT_INTERVAL) == 0) {
			int sampleCount = (int) Math.min(this.count, WINDOW_SIZE);
			double[] sorted = Arrays.copyOf(this.errors, sampleCount);
			Arrays.sort(sorted);
			double empiricalQuantile = sorted[Math.min(sampleCount - 1, (int) Math.ceil(0.9 * (sampleCount + 1)) - 1)];
			this.quantile = (sampleCount * empiricalQuantile + PRIOR_WEIGHT * NORMAL_QUANTILE)
					/ (sampleCount + PRIOR_WEIGHT);
		}
	}

	/** Returns the distance of the p90 from the estimate, in standard deviations. */
	double standardDeviations() {
		return Math.max(this.floor, this.quantile);
	}

}
