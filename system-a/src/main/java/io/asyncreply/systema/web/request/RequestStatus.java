package io.asyncreply.systema.web.request;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

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
 * Where a request stands when its caller is answered.
 *
 * @param request its row
 * @param waited the wait that was granted; null if the caller asked for none, or too many
 * wait already
 * @param estimate when it will have ended, null once it has
 */
record RequestStatus(StoredRequest request, @Nullable Duration waited, @Nullable CompletionEstimate estimate) {

	/**
	 * Answers a submission: 202 while the request is open, 200 once it has ended.
	 * @return the answer
	 */
	ApiResponse toSubmissionResponse() {
		Map<String, String> headers = headers();
		headers.put(HttpHeaders.LOCATION, ApiPaths.REQUESTS + "/" + this.request.id());
		return toResponse((this.request.state().isEnded() ? HttpStatus.OK : HttpStatus.ACCEPTED), headers);
	}

	/**
	 * Answers a question: 200, or 304 if the caller has seen this state.
	 * @param ifNoneMatch what the caller has seen
	 * @return the answer
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
			headers.put(HttpHeaders.RETRY_AFTER, Integer.toString(RetryAfter.of(this.estimate)));
		}
		return headers;
	}

}
