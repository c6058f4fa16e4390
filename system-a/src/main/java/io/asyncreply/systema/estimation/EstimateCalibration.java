package io.asyncreply.systema.estimation;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.asyncreply.messages.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * Compares predictions with what came of them, and learns from it how far the p90 has to
 * reach: apart for those who had to wait and those who found a free slot, because the
 * former are late together and the latter each for itself.
 */
final class EstimateCalibration {

	private static final int MAX_PENDING = 50_000;

	private final Map<RequestId, PendingPrediction> pending = new LinkedHashMap<>();

	private final ConformalQuantile queuedQuantile = new ConformalQuantile();

	private final ConformalQuantile immediateQuantile = new ConformalQuantile();

	/** When a request will have ended in nine of ten cases, in seconds. */
	double p90(QueuePrediction queuePrediction) {
		return queuePrediction.delay()
				+ quantile(queuePrediction).standardDeviations() * queuePrediction.standardDeviation();
	}

	/** Remembers what was said at the beginning; not of more than can be remembered. */
	void recordPrediction(RequestId request, QueuePrediction queuePrediction) {
		if (this.pending.size() < MAX_PENDING) {
			this.pending.put(request, new PendingPrediction(queuePrediction, p90(queuePrediction)));
		}
	}

	/**
	 * Grades a prediction.
	 * @param request the request
	 * @param actual how long it took, or null if it did not end by itself
	 * @return the grade
	 */
	PredictionAccuracy evaluate(RequestId request, @Nullable Duration actual) {
		PendingPrediction expectation = this.pending.remove(request);
		if (expectation == null || actual == null) {
			return PredictionAccuracy.NONE;
		}
		double actualSeconds = actual.toNanos() / 1e9;
		QueuePrediction queuePrediction = expectation.prediction();
		boolean covered = actualSeconds <= expectation.p90();
		if (queuePrediction.standardDeviation() > 0) {
			quantile(queuePrediction)
				.add((actualSeconds - queuePrediction.delay()) / queuePrediction.standardDeviation(), covered);
		}
		return new PredictionAccuracy(
				(queuePrediction.delay() > 0) ? actualSeconds / queuePrediction.delay() : Double.NaN, covered);
	}

	private ConformalQuantile quantile(QueuePrediction queuePrediction) {
		return queuePrediction.mustWait() ? this.queuedQuantile : this.immediateQuantile;
	}

	/**
	 * What was said of a request.
	 *
	 * @param prediction what the model said
	 * @param p90 what came of it
	 */
	private record PendingPrediction(QueuePrediction prediction, double p90) {

	}

	/**
	 * How a prediction did.
	 *
	 * @param ratio actual over predicted time; not a number if there is nothing to
	 * compare
	 * @param covered whether the p90 was not exceeded
	 */
	record PredictionAccuracy(double ratio, boolean covered) {

		static final PredictionAccuracy NONE = new PredictionAccuracy(Double.NaN, false);

	}

}
