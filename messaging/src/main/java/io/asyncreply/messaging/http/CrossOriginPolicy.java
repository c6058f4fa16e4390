package io.asyncreply.messaging.http;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsProcessor;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.cors.DefaultCorsProcessor;

/**
 * Decides what web pages of other origins can do. Pages of an allowed origin can do
 * everything. Other pages can neither change anything nor read an answer.
 */
final class CrossOriginPolicy {

	private static final Set<String> SAFE_METHODS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

	private static final Duration PREFLIGHT_MAX_AGE = Duration.ofMinutes(10);

	private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

	private final CorsConfiguration allowed = new CorsConfiguration();

	private final CorsProcessor corsProcessor = new PermissiveCorsProcessor();

	CrossOriginPolicy(Collection<String> allowedOrigins) {
		this.allowed.setAllowedOrigins(List.copyOf(allowedOrigins));
		this.allowed.setAllowedMethods(List.of("GET", "HEAD", "POST", "DELETE"));
		this.allowed.setAllowedHeaders(List.of("Accept", "Content-Type", "Idempotency-Key", "If-None-Match",
				"Last-Event-ID", "Prefer", "traceparent", "tracestate"));
		this.allowed.setExposedHeaders(List.of("Allow", "ETag", "Location", "Preference-Applied", "Retry-After"));
		this.allowed.setMaxAge(PREFLIGHT_MAX_AGE);
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
	static boolean isPreflight(HttpServletRequest request) {
		return CorsUtils.isPreFlightRequest(request);
	}

	/**
	 * Adds the headers that let pages of the allowed origins read the answer.
	 * @param request the call
	 * @param response its response
	 * @throws IOException if the caller has disconnected
	 */
	void addHeaders(HttpServletRequest request, HttpServletResponse response) throws IOException {
		List<String> origins = this.allowed.getAllowedOrigins();
		if (origins != null && !origins.isEmpty()) {
			this.corsProcessor.processRequest(this.allowed, request, response);
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
		return this.allowed.checkOrigin(origin) != null;
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

	/**
	 * Processor that leaves the answer to a call from another origin as it is, so that
	 * only its page cannot read it.
	 */
	private static final class PermissiveCorsProcessor extends DefaultCorsProcessor {

		@Override
		protected void rejectRequest(ServerHttpResponse response) {
		}

	}

}
