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

	private static final double NORMAL = 1.28;

	private static final int WINDOW = 1_000;

	private static final int FEW = 100;

	/** Two thousand that wait together and are late raise the floor by one deviation. */
	private static final double PACE = 0.0005;

	private static final double LOWEST = 0.5;

	private static final double HIGHEST = 2;

	/** To sort at every error would cost more than it is worth. */
	private static final int STRIDE = 10;

	/** Of a whole window ten errors change next to nothing. */
	private static final int LONG_STRIDE = 100;

	private final double[] errors = new double[WINDOW];

	private long count;

	private double quantile = NORMAL;

	private double floor = 1;

	/**
	 * Adds how a request ended.
	 * @param error by how many standard deviations late
	 * @param covered whether by then its p90 was not over
	 */
	void add(double error, boolean covered) {
		this.floor = Math.max(LOWEST, Math.min(HIGHEST, this.floor + PACE * (covered ? -0.1 : 0.9)));
		this.errors[(int) (this.count++ % WINDOW)] = error;
		if (this.count % ((this.count < WINDOW) ? STRIDE : LONG_STRIDE) == 0) {
			int known = (int) Math.min(this.count, WINDOW);
			double[] sorted = Arrays.copyOf(this.errors, known);
			Arrays.sort(sorted);
			double seen = sorted[Math.min(known - 1, (int) Math.ceil(0.9 * (known + 1)) - 1)];
			this.quantile = (known * seen + FEW * NORMAL) / (known + FEW);
		}
	}

	double deviations() {
		return Math.max(this.floor, this.quantile);
	}

}
