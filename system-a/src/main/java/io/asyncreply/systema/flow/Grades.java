package io.asyncreply.systema.flow;

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
final class Grades {

	private static final int MOST_EXPECTED = 50_000;

	private final Map<RequestId, Expected> expected = new LinkedHashMap<>();

	private final Reach waiting = new Reach();

	private final Reach served = new Reach();

	/** When a request will have ended in nine of ten cases, in seconds. */
	double p90(Prediction prediction) {
		return prediction.delay() + reach(prediction).deviations() * prediction.scatter();
	}

	/** Remembers what was said at the beginning; not of more than can be remembered. */
	void expect(RequestId request, Prediction prediction) {
		if (this.expected.size() < MOST_EXPECTED) {
			this.expected.put(request, new Expected(prediction, p90(prediction)));
		}
	}

	/**
	 * Grades a prediction.
	 * @param request the request
	 * @param actual how long it took, or null if it did not end by itself
	 * @return the grade
	 */
	Grade grade(RequestId request, @Nullable Duration actual) {
		Expected said = this.expected.remove(request);
		if (said == null || actual == null) {
			return Grade.NONE;
		}
		double seconds = actual.toNanos() / 1e9;
		Prediction prediction = said.prediction();
		boolean covered = seconds <= said.p90();
		if (prediction.scatter() > 0) {
			reach(prediction).add((seconds - prediction.delay()) / prediction.scatter(), covered);
		}
		return new Grade((prediction.delay() > 0) ? seconds / prediction.delay() : Double.NaN, covered);
	}

	private Reach reach(Prediction prediction) {
		return prediction.waits() ? this.waiting : this.served;
	}

	/**
	 * What was said of a request.
	 *
	 * @param prediction what the model said
	 * @param p90 what came of it
	 */
	private record Expected(Prediction prediction, double p90) {

	}

	/**
	 * How a prediction did.
	 *
	 * @param ratio actual over predicted time; not a number if there is nothing to
	 * compare
	 * @param covered whether the p90 was not exceeded
	 */
	record Grade(double ratio, boolean covered) {

		static final Grade NONE = new Grade(Double.NaN, false);

	}

}
