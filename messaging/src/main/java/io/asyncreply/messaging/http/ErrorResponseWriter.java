package io.asyncreply.messaging.http;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

import io.asyncreply.messaging.json.StrictJson;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/**
 * Writes RFC 9457 problems for errors outside of any controller. Without the path of the
 * call, because it can be the reason for the error.
 */
final class ErrorResponseWriter {

	private ErrorResponseWriter() {
	}

	/**
	 * Writes a problem.
	 * @param response a response that is not committed
	 * @param error the kind of the problem
	 * @param detail what happened in this call
	 * @throws IOException if the caller has disconnected
	 */
	static void write(HttpServletResponse response, HttpError error, String detail) throws IOException {
		response.setStatus(error.status());
		write(response, members(error.status(), detail));
	}

	/**
	 * Writes a problem for the status of the response.
	 * @param response a response that is not committed
	 * @param errorId id of the log line with the details; null if there is none
	 * @throws IOException if the caller has disconnected
	 */
	static void write(HttpServletResponse response, @Nullable String errorId) throws IOException {
		Map<String, Object> members = members(response.getStatus(), null);
		if (errorId != null) {
			members.put("errorId", errorId);
		}
		write(response, members);
	}

	private static void write(HttpServletResponse response, Map<String, Object> members) throws IOException {
		response.setContentType("application/problem+json");
		response.getOutputStream().write(StrictJson.write(members).utf8());
	}

	private static Map<String, Object> members(int status, @Nullable String detail) {
		Map<String, Object> members = new LinkedHashMap<>();
		HttpError error = HttpError.ofStatus(status).orElse(null);
		members.put("type", (error != null) ? error.type().toString() : "about:blank");
		members.put("title", (error != null) ? error.title() : reasonPhrase(status));
		members.put("status", status);
		if (detail != null) {
			members.put("detail", detail);
		}
		return members;
	}

	private static String reasonPhrase(int status) {
		HttpStatus httpStatus = HttpStatus.resolve(status);
		return (httpStatus != null) ? httpStatus.getReasonPhrase() : "Error";
	}

}
