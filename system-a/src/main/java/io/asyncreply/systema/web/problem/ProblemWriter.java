package io.asyncreply.systema.web.problem;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.systema.web.response.ApiResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;

/**
 * Encodes problems as {@code application/problem+json}. Spring's own encoding depends on
 * the {@code Accept} header and echoes every path; this one does neither.
 */
public final class ProblemWriter {

	private static final int MAX_INSTANCE_LENGTH = 200;

	private ProblemWriter() {
	}

	/**
	 * Encodes the problem of a call.
	 * @param problem the problem
	 * @param path path of the call; left out if it is longer than 200 characters or has
	 * other characters than visible ASCII
	 * @return the response
	 */
	public static ApiResponse toResponse(ProblemException problem, String path) {
		Map<String, String> headers = new LinkedHashMap<>(problem.getHeaders().toSingleValueMap());
		return toResponse(problem.getBody(), path, headers);
	}

	private static ApiResponse toResponse(ProblemDetail problem, String path, Map<String, String> headers) {
		Map<String, Object> members = new LinkedHashMap<>();
		members.put("type", (problem.getType() != null) ? problem.getType() : URI.create("about:blank"));
		putIfPresent(members, "title", problem.getTitle());
		members.put("status", problem.getStatus());
		putIfPresent(members, "detail", problem.getDetail());
		if (isPrintable(path)) {
			members.put("instance", path);
		}
		if (problem.getProperties() != null) {
			members.putAll(problem.getProperties());
		}
		headers.put(HttpHeaders.CONTENT_TYPE, ApiResponse.PROBLEM_JSON);
		return new ApiResponse(problem.getStatus(), headers, StrictJson.write(members));
	}

	private static void putIfPresent(Map<String, Object> members, String name, @Nullable String value) {
		if (value != null && !value.isEmpty()) {
			members.put(name, value);
		}
	}

	private static boolean isPrintable(String path) {
		return !path.isEmpty() && path.length() <= MAX_INSTANCE_LENGTH
				&& path.chars().allMatch((c) -> c > ' ' && c < 0x7F);
	}

}
