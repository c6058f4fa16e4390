package io.asyncreply.systema.web.problem;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.server.RequestPath;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Rejects paths with parameters (after a semicolon) that cannot be decoded. Tomcat does
 * not check them, and Spring's dispatcher treats them as an internal error.
 */
public final class PathEncodingFilter extends OncePerRequestFilter {

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (isDecodable(request)) {
			chain.doFilter(request, response);
		}
		else {
			ProblemWriter
				.toResponse(ProblemException.of(ProblemType.MALFORMED_CALL, "The path is not correctly encoded."),
						request.getRequestURI())
				.writeTo(response);
		}
	}

	private static boolean isDecodable(HttpServletRequest request) {
		String path = request.getRequestURI();
		if (path.indexOf(';') < 0) {
			return true;
		}
		try {
			RequestPath.parse(path, request.getContextPath());
			return true;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

}
