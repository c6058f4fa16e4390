package io.asyncreply.systema.web.response;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

import io.asyncreply.messages.RawJson;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * Complete response of the API.
 *
 * @param status the status
 * @param headers the headers, with a {@code Content-Type} if there is a body
 * @param body the body; null if there is none
 */
public record ApiResponse(int status, Map<String, String> headers, @Nullable RawJson body) {

	public static final String JSON = "application/json";

	public static final String PROBLEM_JSON = "application/problem+json";

	public static final ApiResponse NO_CONTENT = new ApiResponse(HttpStatus.NO_CONTENT.value(), Map.of(), null);

	public ApiResponse withHeader(String header, String value) {
		Map<String, String> extendedHeaders = new LinkedHashMap<>(this.headers);
		extendedHeaders.put(header, value);
		return new ApiResponse(this.status, extendedHeaders, this.body);
	}

	/**
	 * Completes the link of the response.
	 * @param contextPath path under which callers see the API, empty or with a leading
	 * slash
	 * @return the same response with this path in its {@code Location}
	 */
	public ApiResponse under(String contextPath) {
		String location = this.headers.get(HttpHeaders.LOCATION);
		return (location == null || contextPath.isEmpty()) ? this
				: withHeader(HttpHeaders.LOCATION, contextPath + location);
	}

	/**
	 * Writes to the response's buffer, which is made large enough. The thread is not
	 * blocked by the caller's socket, because the server sends the buffer when the call
	 * completes.
	 * @param response a response that is not committed
	 * @throws IOException if the caller has disconnected
	 */
	public void writeTo(HttpServletResponse response) throws IOException {
		response.setStatus(this.status);
		this.headers.forEach((name, value) -> {
			if (name.equals(HttpHeaders.VARY)) {
				response.addHeader(name, value);
			}
			else {
				response.setHeader(name, value);
			}
		});
		if (this.body != null) {
			// Tomcat computes Content-Length itself. If it were set, Tomcat would send
			// as soon as so many bytes are written.
			response.setBufferSize(this.body.length() + 1);
			response.getOutputStream().write(this.body.utf8());
		}
	}

}
