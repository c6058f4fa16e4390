package io.asyncreply.systema.request;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import io.asyncreply.messages.StrictJson;
import io.asyncreply.systema.flow.Estimate;
import io.asyncreply.systema.ledger.Entry;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * Where a request stands when its caller is answered.
 *
 * @param entry its row
 * @param waited the wait that was granted; null if the caller asked for none, or too many
 * wait already
 * @param estimate when it will have ended, null once it has
 */
record Standing(Entry entry, @Nullable Duration waited, @Nullable Estimate estimate) {

	/**
	 * Answers a submission: 202 while the request is open, 200 once it has ended.
	 * @return the answer
	 */
	Answer toSubmission() {
		Map<String, String> headers = headers();
		headers.put(HttpHeaders.LOCATION, RequestController.PATH + "/" + this.entry.id());
		return withStatus((this.entry.state().isEnded() ? HttpStatus.OK : HttpStatus.ACCEPTED), headers);
	}

	/**
	 * Answers a question: 200, or 304 if the caller has seen this state.
	 * @param seen what the caller has seen
	 * @return the answer
	 */
	Answer toQuestion(EntityTag seen) {
		Map<String, String> headers = headers();
		headers.put(HttpHeaders.ETAG, EntityTag.of(this.entry));
		if (seen.matches(this.entry)) {
			return new Answer(HttpStatus.NOT_MODIFIED.value(), headers, null);
		}
		return withStatus(HttpStatus.OK, headers);
	}

	private Answer withStatus(HttpStatus status, Map<String, String> headers) {
		headers.put(HttpHeaders.CONTENT_TYPE, Answer.JSON);
		return new Answer(status.value(), headers, StrictJson.write(StatusView.of(this.entry, this.estimate)));
	}

	private Map<String, String> headers() {
		Map<String, String> headers = new LinkedHashMap<>();
		headers.put(HttpHeaders.VARY, "Prefer");
		headers.put(HttpHeaders.CACHE_CONTROL, "no-cache");
		if (this.waited != null) {
			headers.put("Preference-Applied", "wait=" + this.waited.toSeconds());
		}
		if (!this.entry.state().isEnded()) {
			headers.put(HttpHeaders.RETRY_AFTER, Integer.toString(RetryAfter.of(this.estimate)));
		}
		return headers;
	}

}
