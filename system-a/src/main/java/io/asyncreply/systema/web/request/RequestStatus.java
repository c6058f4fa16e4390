package io.asyncreply.systema.web.request;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.asyncreply.messages.RawJson;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.systema.estimation.CompletionEstimate;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.asyncreply.systema.web.http.IfNoneMatch;
import io.asyncreply.systema.web.response.ApiPaths;
import io.asyncreply.systema.web.response.ApiResponse;
import io.asyncreply.systema.web.response.RetryAfter;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * Status of a request at the time of the response.
 *
 * @param request its row
 * @param waited the granted wait; null if the caller did not ask for one or the limit of
 * long polls was reached
 * @param estimate estimated time until a terminal state; null in a terminal state
 */
record RequestStatus(StoredRequest request, @Nullable Duration waited, @Nullable CompletionEstimate estimate) {

	RequestStatus withResult(RawJson result) {
		return new RequestStatus(this.request.withResult(result), this.waited, this.estimate);
	}

	/**
	 * Creates the response to a submission.
	 * @return 202 for an open request, 200 for a terminal state
	 */
	ApiResponse toSubmissionResponse() {
		Map<String, String> headers = headers();
		headers.put(HttpHeaders.LOCATION, ApiPaths.REQUESTS + "/" + this.request.id());
		return toResponse((this.request.state().isEnded() ? HttpStatus.OK : HttpStatus.ACCEPTED), headers);
	}

	/**
	 * Creates the response to a read.
	 * @param ifNoneMatch versions that the caller has seen
	 * @return 304 if this version is one of them, otherwise 200
	 */
	ApiResponse toStatusResponse(IfNoneMatch ifNoneMatch) {
		Map<String, String> headers = headers();
		headers.put(HttpHeaders.ETAG, IfNoneMatch.etagOf(this.request));
		if (ifNoneMatch.matches(this.request)) {
			return new ApiResponse(HttpStatus.NOT_MODIFIED.value(), headers, null);
		}
		return toResponse(HttpStatus.OK, headers);
	}

	private ApiResponse toResponse(HttpStatus status, Map<String, String> headers) {
		headers.put(HttpHeaders.CONTENT_TYPE, ApiResponse.JSON);
		return new ApiResponse(status.value(), headers,
				StrictJson.write(StatusResponse.of(this.request, this.estimate)));
	}

	private Map<String, String> headers() {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put(HttpHeaders.VARY, "Prefer");
		headers.put(HttpHeaders.CACHE_CONTROL, "no-cache");
		if (this.waited != null) {
			headers.put("Preference-Applied", "wait=" + this.waited.toSeconds());
		}
		if (!this.request.state().isEnded()) {
			headers.put(HttpHeaders.RETRY_AFTER,
					Integer.toString(RetryAfter.of(this.estimate, this.request.times().openedAt())));
		}
		return headers;
	}

}
