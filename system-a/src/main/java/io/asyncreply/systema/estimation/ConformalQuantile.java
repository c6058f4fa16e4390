package io.asyncreply.systema.estimation;

import java.util.Arrays;

/**
 * How many standard deviations the p90 has to be above the estimate: as many as nine of
 * ten of the last thousand requests ended above theirs (split conformal prediction, after
 * Lei et al., "Distribution-free predictive inference for regression", 2018). As long as
 * few have ended a normal distribution has its say.
 * <p>
 * Those who wait together err together, so that a thousand small errors do not make the
 * next small: it never falls below a floor, which each p90 that was too small raises nine
 * times as far as one that was enough lowers it (adaptive conformal inference, after
 * Gibbs and Candès, "Adaptive conformal inference under distribution shift", 2021), so
 * that nine of ten are covered in the long run, however they hang together.
 */
final class ConformalQuantile {

	private static final double NORMAL_QUANTILE = 1.28;

	private static final int WINDOW_SIZE = 1_000;

	private static final int PRIOR_WEIGHT = 100;

	/** Two thousand that wait together and are late raise the floor by one deviation. */
	private static final double LEARNING_RATE = 0.0005;

	private static final double MIN_FLOOR = 0.5;

	private static final double MAX_FLOOR = 2;

	/** To sort at every error would cost more than it is worth. */
	private static final int SORT_INTERVAL = 10;

	/** Of a whole window ten errors change next to nothing. */
	private static final int FULL_WINDOW_SORT_INTERVAL = 100;

	private final double[] errors = new double[WINDOW_SIZE];

	private long count;

	private double quantile = NORMAL_QUANTILE;

	private double floor = 1;

	/**
	 * Adds how a request ended.
	 * @param error by how many standard deviations late
	 * @param covered whether by then its p90 was not over
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

	double standardDeviations() {
		return Math.max(this.floor, this.quantile);
	}

}
