package io.asyncreply.messaging.http;

import java.io.IOException;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Checks each call before everything else: its protocol, its host, the spelling of its
 * path and the origin of the web page that sends it.
 *
 * @param hostPolicy decides which hosts are known
 * @param crossOriginPolicy decides what web pages can do
 */
record CallCheckFilter(HostPolicy hostPolicy, CrossOriginPolicy crossOriginPolicy) implements Filter {

	@Override
	public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		doFilter((HttpServletRequest) request, (HttpServletResponse) response, chain);
	}

	private void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws IOException, ServletException {
		HttpError error = check(request);
		if (error != null) {
			ErrorResponseWriter.write(response, error, detail(error));
			return;
		}
		this.crossOriginPolicy.addHeaders(request, response);
		if (CrossOriginPolicy.isPreflight(request)) {
			response.setStatus(HttpServletResponse.SC_NO_CONTENT);
			return;
		}
		chain.doFilter(request, response);
	}

	private @Nullable HttpError check(HttpServletRequest request) {
		if (!request.getProtocol().startsWith("HTTP/1.") && !request.getProtocol().startsWith("HTTP/2")) {
			return HttpError.MALFORMED_CALL;
		}
		if (!this.hostPolicy.isKnown(request.getHeader("Host"))) {
			return HttpError.UNKNOWN_HOST;
		}
		if (!PathSpelling.isCanonical(request.getRequestURI())) {
			return HttpError.UNKNOWN_PATH;
		}
		return this.crossOriginPolicy.permits(request) ? null : HttpError.FOREIGN_ORIGIN;
	}

	private static String detail(HttpError error) {
		return switch (error) {
			case UNKNOWN_HOST -> "The Host header does not name this system. Its operator can allow the name by "
					+ "asyncreply.http.allowed-hosts.";
			case FOREIGN_ORIGIN -> "A web page of another origin sent this call. The operator of this system can allow "
					+ "the origin by asyncreply.cors.allowed-origins.";
			case UNKNOWN_PATH -> "No resource exists at this path.";
			default -> "HTTP/0.9 is not supported.";
		};
	}

}
