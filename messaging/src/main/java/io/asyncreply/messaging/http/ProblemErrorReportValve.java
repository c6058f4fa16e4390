package io.asyncreply.messaging.http;

import java.io.IOException;

import jakarta.servlet.RequestDispatcher;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/**
 * Answers errors that no controller answered, with problems. This includes calls that
 * Tomcat rejects before they reach Spring.
 */
final class ProblemErrorReportValve extends ErrorReportValve {

	/** Tomcat's only sign of this error. */
	private static final String HEADERS_TOO_LARGE = "Request header is too large";

	@Override
	protected void report(Request request, Response response, @Nullable Throwable failure) {
		if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
			return;
		}
		try {
			if (hasTooLargeHeaders(request)) {
				response.setStatus(HttpError.HEADERS_TOO_LARGE.status());
			}
			ErrorResponseWriter.write(response,
					(failure != null) ? ErrorIds.log(String.valueOf(request.getMethod()), failure) : null);
			response.finishResponse();
		}
		catch (IOException | IllegalStateException ex) {
			// The caller has disconnected and needs no response.
		}
	}

	private static boolean hasTooLargeHeaders(Request request) {
		return request.getCoyoteRequest().getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable failure
				&& HEADERS_TOO_LARGE.equals(failure.getMessage());
	}

}
