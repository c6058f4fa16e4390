package io.asyncreply.messaging.http;

import java.net.URI;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Decides what web pages of other origins can do. Pages of an allowed origin can do
 * everything. Other pages can neither change anything nor read an answer.
 */
final class CrossOriginPolicy {

	private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

	private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

	private final Set<String> allowedOrigins;

	CrossOriginPolicy(Collection<String> allowedOrigins) {
		this.allowedOrigins = allowedOrigins.stream()
			.map((origin) -> origin.toLowerCase(Locale.ROOT))
			.collect(Collectors.toUnmodifiableSet());
	}

	/**
	 * Checks a call.
	 * @param request the call
	 * @return false if a page of an origin that is not allowed wants to change something,
	 * or asks whether it can
	 */
	boolean permits(HttpServletRequest request) {
		return (SAFE_METHODS.contains(request.getMethod()) && !isPreflight(request)) || !isForeign(request)
				|| isAllowed(request.getHeader("Origin"));
	}

	/** Returns whether a browser asks on behalf of a page if it can send a call. */
	boolean isPreflight(HttpServletRequest request) {
		return request.getMethod().equals("OPTIONS") && request.getHeader("Origin") != null
				&& request.getHeader("Access-Control-Request-Method") != null;
	}

	/**
	 * Adds the headers that let pages of the allowed origins read the answer.
	 * @param request the call
	 * @param response its response
	 */
	void addHeaders(HttpServletRequest request, HttpServletResponse response) {
		if (this.allowedOrigins.isEmpty()) {
			return;
		}
		response.addHeader("Vary", "Origin");
		String origin = request.getHeader("Origin");
		if (isAllowed(origin)) {
			response.setHeader("Access-Control-Allow-Origin", origin);
			if (isPreflight(request)) {
				response.setHeader("Access-Control-Allow-Methods", "GET, HEAD, POST, DELETE");
				response.setHeader("Access-Control-Allow-Headers",
						"Accept, Content-Type, Idempotency-Key, If-None-Match, Last-Event-ID, Prefer, traceparent, tracestate");
				response.setHeader("Access-Control-Max-Age", "600");
			}
			else {
				response.setHeader("Access-Control-Expose-Headers",
						"Allow, ETag, Location, Preference-Applied, Retry-After");
			}
		}
	}

	/**
	 * A browser knows best, because a proxy can change the host. Other clients and old
	 * browsers send no {@code Sec-Fetch-Site}.
	 */
	private static boolean isForeign(HttpServletRequest request) {
		String site = request.getHeader("Sec-Fetch-Site");
		String origin = request.getHeader("Origin");
		if (site != null) {
			return !OWN_SITES.contains(site);
		}
		return origin != null && !isSameAuthority(origin, request.getHeader("Host"));
	}

	private boolean isAllowed(@Nullable String origin) {
		return origin != null && this.allowedOrigins.contains(origin.toLowerCase(Locale.ROOT));
	}

	private static boolean isSameAuthority(String origin, @Nullable String host) {
		try {
			URI uri = URI.create(origin);
			return host != null && host.equalsIgnoreCase(uri.getRawAuthority());
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

}
