package io.asyncreply.systema.web.http;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemType;
import io.asyncreply.systema.web.response.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.util.MimeTypeUtils;

/**
 * Rejects calls with an unsupported {@code Content-Type}, {@code Content-Encoding} or
 * {@code Accept} header. Spring MVC ignores the charset and {@code q=0}.
 */
public final class ContentNegotiation {

	/** The second name is common in clients. */
	private static final Set<String> UTF_8 = Set.of("utf-8", "utf8");

	private ContentNegotiation() {
	}

	/**
	 * Requires that the caller accepts JSON.
	 * @param request the call
	 * @throws ProblemException 406 if not
	 */
	public static void requireAcceptable(HttpServletRequest request) {
		requireAcceptable(request, MediaType.APPLICATION_JSON);
	}

	/**
	 * Requires that the caller accepts a media type.
	 * @param request the call
	 * @param type the only media type of the resource
	 * @throws ProblemException 406 if not
	 */
	public static void requireAcceptable(HttpServletRequest request, MediaType type) {
		List<String> accept = Collections.list(request.getHeaders(HttpHeaders.ACCEPT));
		if (!accept.isEmpty() && !accepts(String.join(",", accept), type)) {
			throw ProblemException.of(ProblemType.NOT_ACCEPTABLE, "This resource is only available as " + type + ".");
		}
	}

	/**
	 * Requires that the body is JSON in UTF-8 without encoding.
	 * @param request the call
	 * @throws ProblemException 415 if not
	 */
	public static void requireJsonBody(HttpServletRequest request) {
		requireBody(request, MediaType.APPLICATION_JSON);
	}

	/**
	 * Requires that the body has a media type, in UTF-8 without encoding.
	 * @param request the call
	 * @param type the media type
	 * @throws ProblemException 415 if not
	 */
	public static void requireBody(HttpServletRequest request, MediaType type) {
		if (!matches(type, request.getContentType())) {
			throw ProblemException.of(ProblemType.UNSUPPORTED_MEDIA_TYPE,
					"The Content-Type must be application/json or application/x-ndjson, with the charset UTF-8.",
					Map.of(HttpHeaders.ACCEPT, ApiResponse.JSON + ", " + MediaType.APPLICATION_NDJSON_VALUE));
		}
		for (String encoding : Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING))) {
			if (!encoding.equalsIgnoreCase("identity")) {
				throw ProblemException.of(ProblemType.UNSUPPORTED_MEDIA_TYPE, "The body must not be compressed.",
						Map.of(HttpHeaders.ACCEPT_ENCODING, "identity"));
			}
		}
	}

	private static boolean matches(MediaType type, @Nullable String contentType) {
		try {
			MediaType actual = MediaType.parseMediaType(String.valueOf(contentType));
			return actual.equalsTypeAndSubtype(type) && actual.getParameters()
				.entrySet()
				.stream()
				.allMatch((parameter) -> parameter.getKey().equalsIgnoreCase("charset")
						&& UTF_8.contains(parameter.getValue().replace("\"", "").toLowerCase(Locale.ROOT)));
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

	private static boolean accepts(String accept, MediaType type) {
		try {
			List<MediaType> ranges = MediaType.parseMediaTypes(accept);
			MimeTypeUtils.sortBySpecificity(ranges);
			return ranges.isEmpty() || ranges.stream()
				.filter((range) -> range.includes(type))
				.findFirst()
				.map((range) -> range.getQualityValue() > 0)
				.orElse(false);
		}
		catch (InvalidMediaTypeException ex) {
			return false;
		}
	}

}
