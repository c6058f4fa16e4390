package io.asyncreply.systema.estimation;

import org.jspecify.annotations.Nullable;

/**
 * When a request will have ended, as far as that can be told.
 *
 * @param seconds from now, as likely too short as too long; null if it cannot be told
 * @param p90 from now, too short for one in ten; null if it cannot be told
 * @param ahead requests of the same queue before this one, those in the works included
 * @param basis what it rests on: {@code measured} on the transfer rate, {@code capacity}
 * on what the workers could do; otherwise the reason why it cannot be told
 */
public record CompletionEstimate(@Nullable Double seconds, @Nullable Double p90, long ahead, String basis) {

	static CompletionEstimate unknown(long ahead, String reason) {
		return new CompletionEstimate(null, null, ahead, reason);
	}

}
