package io.asyncreply.systema.web.response;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.asyncreply.systema.estimation.CompletionEstimate;
import org.jspecify.annotations.Nullable;

/**
 * Estimated time until a request reaches a terminal state.
 *
 * @param seconds median in seconds from now, rounded up to milliseconds; null if there is
 * no estimate
 * @param p90 90th percentile in seconds from now, rounded up to milliseconds
 * @param ahead requests of the same queue before this one
 * @param basis code of what the estimate is computed from, or of why there is none
 * @param reason why there is no estimate, as text; null if there is one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EtaResponse(@Nullable Double seconds, @Nullable Double p90, long ahead, String basis,
		@Nullable String reason) {

	public static EtaResponse of(CompletionEstimate estimate) {
		return new EtaResponse(roundUpToMillis(estimate.seconds()), roundUpToMillis(estimate.p90()), estimate.ahead(),
				estimate.basis().code(), estimate.basis().reason());
	}

	private static @Nullable Double roundUpToMillis(@Nullable Double seconds) {
		return (seconds != null) ? Math.ceil(seconds * 1_000) / 1_000 : null;
	}

}
