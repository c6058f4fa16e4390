package io.asyncreply.messaging.http;

import java.io.IOException;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/**
 * Answers errors that have no body, with problems. This includes calls that Tomcat
 * rejects before they reach Spring.
 */
final class ProblemErrorReportValve extends ErrorReportValve {

	/** Tomcat's only sign of this error. */
	private static final String HEADERS_TOO_LARGE = "Request header is too large";

	@Override
	protected void report(Request request, Response response, @Nullable Throwable failure) {
		if (response.getStatus() < 400 || response.getContentWritten() > 0 || response.isCommitted()) {
			return;
		}
		try {
			correctStatus(request, response);
			String errorId = (failure != null && response.getStatus() >= HttpServletResponse.SC_INTERNAL_SERVER_ERROR)
					? ErrorIds.log(String.valueOf(request.getMethod()), failure) : null;
			ErrorResponseWriter.write(response, errorId);
			response.finishResponse();
		}
		catch (IOException | IllegalStateException ex) {
			// The caller has disconnected and needs no response.
		}
	}

	/**
	 * Tomcat reports errors of the caller as its own, and too large headers as malformed.
	 */
	private static void correctStatus(Request request, Response response) {
		if (hasTooLargeHeaders(request)) {
			response.setStatus(HttpError.HEADERS_TOO_LARGE.status());
		}
		else if (response.getStatus() == HttpServletResponse.SC_NOT_IMPLEMENTED
				|| response.getStatus() == HttpServletResponse.SC_HTTP_VERSION_NOT_SUPPORTED) {
			response.setStatus(HttpError.MALFORMED_CALL.status());
		}
	}

	private static boolean hasTooLargeHeaders(Request request) {
		return request.getCoyoteRequest().getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable failure
				&& HEADERS_TOO_LARGE.equals(failure.getMessage());
	}

}
