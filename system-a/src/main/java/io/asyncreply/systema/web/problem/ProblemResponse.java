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
 * @param extensions what else there is to say
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ProblemResponse(URI type, String title, int status, @Nullable String detail, @Nullable String instance,
		@JsonUnwrapped ProblemExtensions extensions) {

	private static final URI ABOUT_BLANK = URI.create("about:blank");

	private static final int MAX_INSTANCE_LENGTH = 200;

	/**
	 * Answers a refused call.
	 * @param problemException why it is refused
	 * @param path the path as it was called
	 * @return the answer
	 */
	public static ApiResponse responseOf(ProblemException problemException, String path) {
		ProblemType problemType = problemException.problemType();
		ApiResponse response = new ProblemResponse(problemType.type(), problemType.title(), problemType.status(),
				problemException.detail(), instance(path), problemException.extensions())
			.toResponse();
		for (Map.Entry<String, String> header : problemException.headers().entrySet()) {
			response = response.withHeader(header.getKey(), header.getValue());
		}
		return response;
	}

	/**
	 * Answers with nothing but a status, where that is all there is to say.
	 * @param status the status of an error
	 * @param path the path as it was called
	 * @return the answer
	 */
	public static ApiResponse responseOfStatus(int status, String path) {
		return ProblemType.ofStatus(status)
			.map((problemType) -> new ProblemResponse(problemType.type(), problemType.title(), status, null,
					instance(path), ProblemExtensions.NONE))
			.orElseGet(() -> new ProblemResponse(ABOUT_BLANK, reasonPhrase(status), status, null, instance(path),
					ProblemExtensions.NONE))
			.toResponse();
	}

	private ApiResponse toResponse() {
		return new ApiResponse(this.status, Map.of(HttpHeaders.CONTENT_TYPE, ApiResponse.PROBLEM_JSON),
				StrictJson.write(this));
	}

	private static @Nullable String instance(String path) {
		return (path.length() <= MAX_INSTANCE_LENGTH && path.chars().allMatch((c) -> c > ' ' && c < 0x7F)) ? path
				: null;
	}

	private static String reasonPhrase(int status) {
		HttpStatus httpStatus = HttpStatus.resolve(status);
		return (httpStatus != null) ? httpStatus.getReasonPhrase() : "Error";
	}

}
