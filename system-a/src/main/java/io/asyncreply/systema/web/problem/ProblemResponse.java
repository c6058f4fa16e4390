package io.asyncreply.systema.web.problem;

import java.net.URI;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.systema.web.response.ApiResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * A problem as RFC 9457 writes it.
 *
 * @param type the kind
 * @param title the kind in a few words
 * @param status the status of the answer
 * @param detail what happened this time
 * @param instance the path that was called
 * @param particulars what else there is to say
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ProblemResponse(URI type, String title, int status, @Nullable String detail, @Nullable String instance,
		@JsonUnwrapped ProblemExtensions particulars) {

	private static final URI BLANK = URI.create("about:blank");

	private static final int MAX_INSTANCE_LENGTH = 200;

	/**
	 * Answers a refused call.
	 * @param refusal why it is refused
	 * @param path the path as it was called
	 * @return the answer
	 */
	public static ApiResponse of(ProblemException refusal, String path) {
		ProblemType kind = refusal.kind();
		ApiResponse answer = new ProblemResponse(kind.type(), kind.title(), kind.status(), refusal.detail(),
				instance(path), refusal.particulars())
			.answer();
		for (Map.Entry<String, String> header : refusal.headers().entrySet()) {
			answer = answer.with(header.getKey(), header.getValue());
		}
		return answer;
	}

	/**
	 * Answers with nothing but a status, where that is all there is to say.
	 * @param status the status of an error
	 * @param path the path as it was called
	 * @return the answer
	 */
	public static ApiResponse ofBare(int status, String path) {
		return ProblemType.ofBare(status)
			.map((kind) -> new ProblemResponse(kind.type(), kind.title(), status, null, instance(path),
					ProblemExtensions.NONE))
			.orElseGet(() -> new ProblemResponse(BLANK, phrase(status), status, null, instance(path),
					ProblemExtensions.NONE))
			.answer();
	}

	private ApiResponse answer() {
		return new ApiResponse(this.status, Map.of(HttpHeaders.CONTENT_TYPE, ApiResponse.PROBLEM_JSON),
				StrictJson.write(this));
	}

	private static @Nullable String instance(String path) {
		return (path.length() <= MAX_INSTANCE_LENGTH && path.chars().allMatch((c) -> c > ' ' && c < 0x7F)) ? path
				: null;
	}

	private static String phrase(int status) {
		HttpStatus known = HttpStatus.resolve(status);
		return (known != null) ? known.getReasonPhrase() : "Error";
	}

}
