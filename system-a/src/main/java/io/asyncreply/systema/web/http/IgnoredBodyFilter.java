package io.asyncreply.systema.web.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.Set;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Hides the body of a call whose method does not give it a meaning, so that no controller
 * blocks a thread until it has arrived.
 */
final class IgnoredBodyFilter extends OncePerRequestFilter {

	private static final Set<String> METHODS_WITH_BODY = Set.of("POST", "PUT", "PATCH");

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		boolean ignored = !METHODS_WITH_BODY.contains(request.getMethod())
				&& (request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null);
		chain.doFilter(ignored ? new BodylessRequest(request) : request, response);
	}

	/**
	 * Call with an empty body.
	 */
	private static final class BodylessRequest extends HttpServletRequestWrapper {

		BodylessRequest(HttpServletRequest request) {
			super(request);
		}

		@Override
		public ServletInputStream getInputStream() {
			return new EmptyInputStream();
		}

		@Override
		public BufferedReader getReader() {
			return new BufferedReader(Reader.nullReader());
		}

	}

	/**
	 * Stream without bytes.
	 */
	private static final class EmptyInputStream extends ServletInputStream {

		@Override
		public int read() {
			return -1;
		}

		@Override
		public boolean isFinished() {
			return true;
		}

		@Override
		public boolean isReady() {
			return true;
		}

		@Override
		public void setReadListener(ReadListener listener) {
			throw new IllegalStateException("The body is ignored");
		}

	}

}
