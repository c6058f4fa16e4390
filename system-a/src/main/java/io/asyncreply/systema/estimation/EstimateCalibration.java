package io.asyncreply.systema.estimation;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.asyncreply.messages.RequestId;
import org.jspecify.annotations.Nullable;

/**
 * Compares predicted with actual times and calibrates the p90. It learns separately from
 * requests that waited and from requests that found a free slot: the former are late
 * together, the latter independently.
 */
final class EstimateCalibration {

	private static final int MAX_PENDING = 50_000;

	private final Map<RequestId, PendingPrediction> pending = new LinkedHashMap<>();

	private final ConformalQuantile queuedQuantile = new ConformalQuantile();

	private final ConformalQuantile immediateQuantile = new ConformalQuantile();

	/**
	 * Returns the time within which nine of ten requests complete.
	 * @param prediction the prediction of the model
	 * @return the time in seconds
	 */
	double p90(QueueModel.QueuePrediction prediction) {
		return prediction.delay() + quantile(prediction).standardDeviations() * prediction.standardDeviation();
	}

	/**
	 * Keeps the first prediction for a request, for at most {@value #MAX_PENDING}
	 * requests.
	 * @param request id of the request
	 * @param prediction the prediction
	 */
	void recordPrediction(RequestId request, QueueModel.QueuePrediction prediction) {
		if (this.pending.size() < MAX_PENDING) {
			this.pending.put(request, new PendingPrediction(prediction, p90(prediction)));
		}
	}

	/**
	 * Compares the prediction for a request with the actual time, and learns from it.
	 * @param request id of the request
	 * @param actual time until it completed, or null if it expired or was cancelled
	 * @return the accuracy, {@link PredictionAccuracy#NONE} if there is nothing to
	 * compare
	 */
	PredictionAccuracy evaluate(RequestId request, @Nullable Duration actual) {
		PendingPrediction pendingPrediction = this.pending.remove(request);
		if (pendingPrediction == null || actual == null) {
			return PredictionAccuracy.NONE;
		}
		double actualSeconds = actual.toNanos() / 1e9;
		QueueModel.QueuePrediction prediction = pendingPrediction.prediction();
		boolean covered = actualSeconds <= pendingPrediction.p90();
		if (prediction.standardDeviation() > 0) {
			quantile(prediction).add((actualSeconds - prediction.delay()) / prediction.standardDeviation(), covered);
		}
		return new PredictionAccuracy((prediction.delay() > 0) ? actualSeconds / prediction.delay() : Double.NaN,
				covered);
	}

	private ConformalQuantile quantile(QueueModel.QueuePrediction prediction) {
		return prediction.mustWait() ? this.queuedQuantile : this.immediateQuantile;
	}

	/**
	 * Prediction for an open request.
	 *
	 * @param prediction prediction of the model
	 * @param p90 the p90 in seconds at that time
	 */
	private record PendingPrediction(QueueModel.QueuePrediction prediction, double p90) {

	}

	/**
	 * Accuracy of a prediction.
	 *
	 * @param ratio actual divided by predicted time; NaN if there is nothing to compare
	 * @param covered whether the actual time was within the p90
	 */
	record PredictionAccuracy(double ratio, boolean covered) {

		static final PredictionAccuracy NONE = new PredictionAccuracy(Double.NaN, false);

	}

}
