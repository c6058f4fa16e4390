package io.asyncreply.systema.flow;

import java.util.Arrays;

/**
 * How many standard deviations the p90 has to be above the estimate: as many as nine of
 * ten of the last thousand requests ended above theirs (split conformal prediction, after
 * Lei et al., "Distribution-free predictive inference for regression", 2018). As long as
 * few have ended a normal distribution has its say. It is never less than one: those who
 * wait together err together, so that a thousand small errors do not make the next small.
 */
final class Reach {

	private static final double NORMAL = 1.28;

	private static final int WINDOW = 1_000;

	private static final int FEW = 100;

	private static final double LEAST = 1;

	/** To sort at every error would cost more than it is worth. */
	private static final int STRIDE = 10;

	/** Of a whole window ten errors change next to nothing. */
	private static final int LONG_STRIDE = 100;

	private final double[] errors = new double[WINDOW];

	private long count;

	private double deviations = NORMAL;

	/** Adds by how many standard deviations a request ended late. */
	void add(double error) {
		this.errors[(int) (this.count++ % WINDOW)] = error;
		if (this.count % ((this.count < WINDOW) ? STRIDE : LONG_STRIDE) == 0) {
			int known = (int) Math.min(this.count, WINDOW);
			double[] sorted = Arrays.copyOf(this.errors, known);
			Arrays.sort(sorted);
			double quantile = sorted[Math.min(known - 1, (int) Math.ceil(0.9 * (known + 1)) - 1)];
			this.deviations = Math.max(LEAST, (known * quantile + FEW * NORMAL) / (known + FEW));
		}
	}

	double deviations() {
		return this.deviations;
	}

}
