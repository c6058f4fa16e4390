package io.asyncreply.systema.web.request;

import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Reply;
import io.asyncreply.systema.estimation.CompletionEstimate;
import io.asyncreply.systema.ledger.model.RequestState;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.web.response.EtaResponse;
import org.jspecify.annotations.Nullable;

/**
 * A request as its caller sees it.
 *
 * @param id its id
 * @param operation what was asked for
 * @param lane in which lane
 * @param state where it is in its life
 * @param done whether its life is over
 * @param attempts how many attempts there were in all lives, the current one among them
 * @param generation how often it was retried by hand, plus one; null in the first life
 * @param progress what the worker last reported
 * @param result what the operation answered, as the worker wrote it
 * @param error why it failed, an RFC 9457 object
 * @param eta when it will have ended; null once it has
 * @param acceptedAt when it was accepted
 * @param updatedAt when it last changed
 * @param deadline when it expires
 * @param timings how long what took
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StatusResponse(String id, String operation, String lane, RequestState state, boolean done, int attempts,
		@Nullable Integer generation, Reply.@Nullable Progress progress, @JsonRawValue @Nullable String result,
		@JsonRawValue @Nullable String error, @Nullable EtaResponse eta, Instant acceptedAt, Instant updatedAt,
		Instant deadline, @Nullable TimingsResponse timings) {

	public static StatusResponse of(StoredRequest request, @Nullable CompletionEstimate completionEstimate) {
		StoredRequest.RequestTimes requestTimes = request.times();
		return new StatusResponse(request.id().toString(), request.operation(), request.lane().label(), request.state(),
				request.state().isEnded(), request.attempt(), (request.generation() > 1) ? request.generation() : null,
				request.progress(), text(request.result()), request.state().isEnded() ? text(request.error()) : null,
				(completionEstimate != null) ? EtaResponse.of(completionEstimate) : null, requestTimes.acceptedAt(),
				requestTimes.updatedAt(), requestTimes.deadline(), TimingsResponse.of(request));
	}

	private static @Nullable String text(@Nullable RawJson json) {
		return (json != null) ? json.toString() : null;
	}

	/**
	 * How long what took, by one clock or as the difference of two spans, never of two
	 * machines' clocks.
	 *
	 * @param sent from the beginning of this life, which is the acceptance in the first
	 * one, until the broker confirmed the current attempt
	 * @param processing in the handler, as System B measured it
	 * @param waiting everything else
	 * @param total from the beginning of this life to the end
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record TimingsResponse(@Nullable Duration sent, @Nullable Duration processing, @Nullable Duration waiting,
			@Nullable Duration total) {

		static @Nullable TimingsResponse of(StoredRequest request) {
			StoredRequest.RequestTimes requestTimes = request.times();
			Duration sent = (requestTimes.sentAt() != null)
					? Duration.between(requestTimes.openedAt(), requestTimes.sentAt()) : null;
			if (!request.state().isEnded()) {
				return (sent != null) ? new TimingsResponse(sent, null, null, null) : null;
			}
			Duration total = Duration.between(requestTimes.openedAt(), requestTimes.updatedAt());
			Duration processing = requestTimes.processing();
			return new TimingsResponse(sent, processing,
					(processing != null) ? nonNegative(total.minus(processing)) : null, total);
		}

		private static Duration nonNegative(Duration span) {
			return span.isNegative() ? Duration.ZERO : span;
		}

	}

}
