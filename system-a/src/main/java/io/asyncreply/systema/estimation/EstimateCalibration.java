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

	private static final int MOST_EXPECTED = 50_000;

	private final Map<RequestId, PendingPrediction> expected = new LinkedHashMap<>();

	private final ConformalQuantile waiting = new ConformalQuantile();

	private final ConformalQuantile served = new ConformalQuantile();

	/** When a request will have ended in nine of ten cases, in seconds. */
	double p90(QueuePrediction prediction) {
		return prediction.delay() + reach(prediction).deviations() * prediction.scatter();
	}

	/** Remembers what was said at the beginning; not of more than can be remembered. */
	void expect(RequestId request, QueuePrediction prediction) {
		if (this.expected.size() < MOST_EXPECTED) {
			this.expected.put(request, new PendingPrediction(prediction, p90(prediction)));
		}
	}

	/**
	 * Grades a prediction.
	 * @param request the request
	 * @param actual how long it took, or null if it did not end by itself
	 * @return the grade
	 */
	PredictionAccuracy grade(RequestId request, @Nullable Duration actual) {
		PendingPrediction said = this.expected.remove(request);
		if (said == null || actual == null) {
			return PredictionAccuracy.NONE;
		}
		double seconds = actual.toNanos() / 1e9;
		QueuePrediction prediction = said.prediction();
		boolean covered = seconds <= said.p90();
		if (prediction.scatter() > 0) {
			reach(prediction).add((seconds - prediction.delay()) / prediction.scatter(), covered);
		}
		return new PredictionAccuracy((prediction.delay() > 0) ? seconds / prediction.delay() : Double.NaN, covered);
	}

	private ConformalQuantile reach(QueuePrediction prediction) {
		return prediction.waits() ? this.waiting : this.served;
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
