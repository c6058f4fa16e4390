package io.asyncreply.systema.estimation;

import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * Estimated time until a request reaches a terminal state.
 *
 * @param seconds median in seconds from now; null if there is no estimate
 * @param p90 90th percentile in seconds from now; null if there is no estimate
 * @param ahead requests of the same queue before this one, including those in flight
 * @param basis what the estimate is computed from, or why there is none
 */
public record CompletionEstimate(@Nullable Double seconds, @Nullable Double p90, long ahead, EstimateBasis basis) {

	static CompletionEstimate unknown(long ahead, EstimateBasis basis) {
		return new CompletionEstimate(null, null, ahead, basis);
	}

	/**
	 * What an estimate is computed from, or why there is none.
	 */
	public enum EstimateBasis {

		/** The transfer rate of the queue. */
		MEASURED(null),

		/** The capacity of the live workers, because no transfer rate is known. */
		CAPACITY(null),

		NO_LIVE_WORKER("no worker is live"),

		WORKERS_UNKNOWN("no heartbeats can be received, so the workers are unknown"),

		NO_SAMPLE("no request of this queue has been completed yet");

		private final @Nullable String reason;

		EstimateBasis(@Nullable String reason) {
			this.reason = reason;
		}

		/**
		 * Returns the code that the API shows.
		 * @return the name in lower case with hyphens
		 */
		public String code() {
			return name().toLowerCase(Locale.ROOT).replace('_', '-');
		}

		/**
		 * Explains why there is no estimate.
		 * @return a clause; null if there is an estimate
		 */
		public @Nullable String reason() {
			return this.reason;
		}

	}

}
