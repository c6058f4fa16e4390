package io.asyncreply.systema.web.tomcat;

import java.io.IOException;

import io.asyncreply.systema.web.problem.ProblemWriter;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/**
 * Answers calls that Tomcat rejects before they reach Spring, with problems.
 */
public final class ProblemErrorReportValve extends ErrorReportValve {

	@Override
	protected void report(Request request, Response response, @Nullable Throwable failure) {
		int status = response.getStatus();
		if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
			return;
		}
		try {
			// Without the path, because it can be the reason for the rejection.
			ProblemWriter.toResponse(status, "").writeTo(response);
			response.finishResponse();
		}
		catch (IOException | IllegalStateException ex) {
			// The caller has disconnected and needs no response.
		}
	}

}
