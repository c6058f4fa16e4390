package io.asyncreply.systema.web.http;

import java.io.IOException;
import java.util.Map;

import io.asyncreply.messages.RawJson;
import io.asyncreply.systema.web.response.ApiResponse;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Keeps the response of an endpoint of Spring Boot in memory and sends it through the
 * {@link AsyncResponder}, because Spring Boot would let a thread wait for the caller.
 */
final class LongResponseFilter extends OncePerRequestFilter {

	private final AsyncResponder asyncResponder;

	LongResponseFilter(AsyncResponder asyncResponder) {
		this.asyncResponder = asyncResponder;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		ContentCachingResponseWrapper cached = new ContentCachingResponseWrapper(response);
		chain.doFilter(request, cached);
		// After sendError the response counts as committed, and a valve writes the
		// problem.
		if (!request.isAsyncStarted() && !response.isCommitted()) {
			this.asyncResponder.respond(request, response,
					new ApiResponse(cached.getStatus(), Map.of(), RawJson.of(cached.getContentAsByteArray())));
		}
	}

}
