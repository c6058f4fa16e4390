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

	/** Longest body that always fits into the empty buffer of a socket. */
	private static final int MAX_SHORT_BODY = 16 * 1024;

	/**
	 * Creates a response with a JSON body that clients check before they use it again.
	 */
	public static ApiResponse ok(RawJson body) {
		return new ApiResponse(HttpStatus.OK.value(),
				Map.of(HttpHeaders.CONTENT_TYPE, JSON, HttpHeaders.CACHE_CONTROL, "no-cache"), body);
	}

	/** Whether the body can be longer than the buffer of a socket. */
	public boolean isLong() {
		return this.body != null && this.body.length() > MAX_SHORT_BODY;
	}

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
	 * Returns the body.
	 * @return the bytes, not copied; empty if there is no body
	 */
	public byte[] bodyBytes() {
		return (this.body != null) ? this.body.utf8() : new byte[0];
	}

	/**
	 * Writes the status and the headers, with the length of the body.
	 * @param response a response that is not committed
	 */
	public void writeHeadersTo(HttpServletResponse response) {
		writeStatusTo(response);
		response.setContentLength(bodyBytes().length);
	}

	/**
	 * Writes a response that is not long to the response's buffer, which is made large
	 * enough. The server sends the buffer when the call completes.
	 * @param response a response that is not committed
	 * @throws IOException if the caller has disconnected
	 */
	public void writeTo(HttpServletResponse response) throws IOException {
		writeStatusTo(response);
		if (this.body != null) {
			// Tomcat computes Content-Length itself. If it were set, Tomcat would send
			// as soon as so many bytes are written.
			response.setBufferSize(this.body.length() + 1);
			response.getOutputStream().write(this.body.utf8());
		}
	}

	/** Adds to a {@code Vary} that is already there. */
	private void writeStatusTo(HttpServletResponse response) {
		response.setStatus(this.status);
		this.headers.forEach((name, value) -> {
			if (name.equals(HttpHeaders.VARY)) {
				response.addHeader(name, value);
			}
			else {
				response.setHeader(name, value);
			}
		});
	}

}
