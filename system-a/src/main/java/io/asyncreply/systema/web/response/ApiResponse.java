package io.asyncreply.systema.web.response;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

import io.asyncreply.messages.RawJson;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * What goes back to a caller.
 *
 * @param status the status
 * @param headers the headers, {@code Content-Type} among them unless there is no body
 * @param body the body, if there is one
 */
public record ApiResponse(int status, Map<String, String> headers, @Nullable RawJson body) {

	public static final String JSON = "application/json";

	public static final String PROBLEM_JSON = "application/problem+json";

	/** For what is done and leaves nothing to say. */
	public static final ApiResponse NO_CONTENT = new ApiResponse(HttpStatus.NO_CONTENT.value(), Map.of(), null);

	public ApiResponse withHeader(String header, String value) {
		Map<String, String> extendedHeaders = new LinkedHashMap<>(this.headers);
		extendedHeaders.put(header, value);
		return new ApiResponse(this.status, extendedHeaders, this.body);
	}

	/**
	 * Hands the answer to the server. It fits the response's buffer, so that the one who
	 * writes never waits for the caller's socket: the server sends it when the response
	 * is complete.
	 * @param response a response that is not committed yet
	 * @throws IOException if the caller is gone
	 */
	public void writeTo(HttpServletResponse response) throws IOException {
		response.setStatus(this.status);
		this.headers.forEach(response::setHeader);
		if (this.body != null) {
			// No Content-Length: Tomcat sends as soon as it is reached, and knows it
			// anyway.
			response.setBufferSize(this.body.length() + 1);
			response.getOutputStream().write(this.body.utf8());
		}
	}

}
