package io.asyncreply.systema.web.response;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

import io.asyncreply.systema.estimation.CompletionEstimate;
import org.jspecify.annotations.Nullable;

/**
 * Computes {@code Retry-After}: the time until a request is probably completed, plus up
 * to 10 % so that callers do not return at once.
 */
public final class RetryAfter {

	private static final int MAX_SECONDS = 3_600;

	private static final double JITTER = 0.1;

	/** Longest wait without an estimate. */
	private static final int MAX_UNKNOWN_SECONDS = 60;

	/** Share of the time waited so far that a caller waits again without an estimate. */
	private static final double BACKOFF = 0.25;

	private RetryAfter() {
	}

	/**
	 * Computes the value of the header from an estimate: the mean of median and 90th
	 * percentile. Without an estimate it backs off.
	 * @param completionEstimate the estimate; null if there is none
	 * @param since when the wait began
	 * @return seconds from 1 to 3,600
	 */
	public static int of(@Nullable CompletionEstimate completionEstimate, Instant since) {
		Double seconds = (completionEstimate != null) ? completionEstimate.seconds() : null;
		Double p90 = (completionEstimate != null) ? completionEstimate.p90() : null;
		if (seconds == null || p90 == null) {
			return unknown(since);
		}
		return of((seconds + p90) / 2);
	}

	/**
	 * Backs off: a quarter of the time since the wait began.
	 * @param since when the wait began
	 * @return seconds from 1 to 66
	 */
	public static int unknown(Instant since) {
		double waited = Duration.between(since, Instant.now()).toMillis() / 1_000.0;
		return of(Math.min(MAX_UNKNOWN_SECONDS, waited * BACKOFF));
	}

	/**
	 * Computes the value of the header.
	 * @param seconds expected time in seconds
	 * @return seconds from 1 to 3,600
	 */
	public static int of(double seconds) {
		double jittered = seconds * (1 + ThreadLocalRandom.current().nextDouble(JITTER));
		return (int) Math.max(1, Math.min(MAX_SECONDS, Math.ceil(jittered)));
	}

}
