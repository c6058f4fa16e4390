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
import io.asyncreply.systema.web.response.ApiPaths;
import io.asyncreply.systema.web.response.EtaResponse;
import org.jspecify.annotations.Nullable;

/**
 * Status of a request in the API.
 *
 * @param id its id
 * @param operation its operation
 * @param lane its lane
 * @param state its state
 * @param done whether the state is terminal
 * @param attempts number of attempts in all generations, including the current one
 * @param generation number of the generation; null in the first one
 * @param progress last reported progress
 * @param result the result, as the worker encoded it
 * @param resultUrl path of the status with the result; null unless the result is left out
 * @param error why it failed, an RFC 9457 object; null unless the state is terminal
 * @param eta estimated time until a terminal state; null in a terminal state
 * @param acceptedAt time of acceptance
 * @param updatedAt time of the last change
 * @param deadline time at which it expires
 * @param timings durations of its parts
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StatusResponse(String id, String operation, String lane, RequestState state, boolean done, int attempts,
		@Nullable Integer generation, Reply.@Nullable Progress progress, @JsonRawValue @Nullable String result,
		@Nullable String resultUrl, @JsonRawValue @Nullable String error, @Nullable EtaResponse eta, Instant acceptedAt,
		Instant updatedAt, Instant deadline, @Nullable TimingsResponse timings) {

	/** Describes a request whose result is not left out. */
	public static StatusResponse of(StoredRequest request, @Nullable CompletionEstimate completionEstimate) {
		return of(request, completionEstimate, "");
	}

	/**
	 * Describes a request.
	 * @param request the request
	 * @param completionEstimate its estimate, null if there is none
	 * @param contextPath path under which the caller sees the API, empty or with a
	 * leading slash
	 * @return the description, with a link if the result is left out
	 */
	public static StatusResponse of(StoredRequest request, @Nullable CompletionEstimate completionEstimate,
			String contextPath) {
		StoredRequest.RequestTimes requestTimes = request.times();
		return new StatusResponse(request.id().toString(), request.operation(), request.lane().label(), request.state(),
				request.state().isEnded(), request.attempt(), (request.generation() > 1) ? request.generation() : null,
				request.progress(), text(request.result()),
				request.isResultOmitted() ? contextPath + ApiPaths.REQUESTS + "/" + request.id() : null,
				request.state().isEnded() ? text(request.error()) : null,
				(completionEstimate != null) ? EtaResponse.of(completionEstimate) : null, requestTimes.acceptedAt(),
				requestTimes.updatedAt(), requestTimes.deadline(), TimingsResponse.of(request));
	}

	private static @Nullable String text(@Nullable RawJson json) {
		return (json != null) ? json.toString() : null;
	}

	/**
	 * Durations within the current generation. Each is measured by one clock, or is the
	 * difference of two such durations.
	 *
	 * @param sent from the start of the generation until the broker confirmed the current
	 * attempt
	 * @param processing time in the handler, measured by System B
	 * @param waiting total without processing
	 * @param total from the start of the generation to the terminal state
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
