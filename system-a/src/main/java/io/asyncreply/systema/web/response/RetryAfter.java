package io.asyncreply.systema.web.response;

import java.util.concurrent.ThreadLocalRandom;

import io.asyncreply.systema.estimation.CompletionEstimate;
import org.jspecify.annotations.Nullable;

/**
 * When a caller should ask again: when the request has probably ended, a little apart
 * from other callers.
 */
public final class RetryAfter {

	private static final int MAX_SECONDS = 3_600;

	private static final double JITTER = 0.1;

	private RetryAfter() {
	}

	/**
	 * Computes the value of the header.
	 * @param completionEstimate what is known
	 * @return seconds, at least 1
	 */
	public static int of(@Nullable CompletionEstimate completionEstimate) {
		Double seconds = (completionEstimate != null) ? completionEstimate.seconds() : null;
		Double p90 = (completionEstimate != null) ? completionEstimate.p90() : null;
		if (seconds == null || p90 == null) {
			return 1;
		}
		return of((seconds + p90) / 2);
	}

	/**
	 * Computes the value of the header.
	 * @param seconds until something is to be expected
	 * @return seconds, at least 1
	 */
	public static int of(double seconds) {
		double jittered = seconds * (1 + ThreadLocalRandom.current().nextDouble(JITTER));
		return (int) Math.max(1, Math.min(MAX_SECONDS, Math.ceil(jittered)));
	}

}
