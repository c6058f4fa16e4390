package io.asyncreply.systema.flow;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.asyncreply.messages.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * Compares estimates with what came of them, and learns from it how far the p90 has to
 * reach: nine steps further for each request that it missed, one step back for each that
 * it covered, which is in balance when it covers nine of ten.
 */
final class Grades {

	private static final int MOST_EXPECTED = 50_000;

	/** The 90th percentile of a normal distribution, to begin with. */
	private static final double FIRST_REACH = 1.28;

	/** In standard deviations. */
	private static final double STEP = 0.01;

	private static final double LEAST = 0.1;

	private static final double MOST = 20;

	private final Map<RequestId, Estimate> expected = new LinkedHashMap<>();

	private double reach = FIRST_REACH;

	/** How many standard deviations the p90 is above the estimate. */
	double reach() {
		return this.reach;
	}

	/** Remembers what was said at the beginning; not of more than can be remembered. */
	void expect(RequestId request, Estimate estimate) {
		if (estimate.seconds() != null && this.expected.size() < MOST_EXPECTED) {
			this.expected.put(request, estimate);
		}
	}

	/**
	 * Grades an estimate.
	 * @param request the request
	 * @param actual how long it took, or null if it did not end by itself
	 * @return the grade
	 */
	Grade grade(RequestId request, @Nullable Duration actual) {
		Estimate estimate = this.expected.remove(request);
		if (estimate == null || actual == null || estimate.seconds() == null || estimate.p90() == null) {
			return Grade.NONE;
		}
		double seconds = actual.toNanos() / 1e9;
		boolean covered = seconds <= estimate.p90();
		this.reach = Math.max(LEAST, Math.min(MOST, this.reach + (covered ? -STEP : 9 * STEP)));
		return new Grade((estimate.seconds() > 0) ? seconds / estimate.seconds() : Double.NaN, covered);
	}

	/**
	 * How an estimate did.
	 *
	 * @param ratio actual over predicted time; not a number if there is nothing to
	 * compare
	 * @param covered whether the p90 was not exceeded
	 */
	record Grade(double ratio, boolean covered) {

		static final Grade NONE = new Grade(Double.NaN, false);

	}

}
