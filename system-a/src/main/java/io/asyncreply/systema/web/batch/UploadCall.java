package io.asyncreply.systema.web.batch;

import java.io.IOException;

import io.asyncreply.systema.web.http.AsyncResponder;
import io.asyncreply.systema.web.http.ResponseStreamer;
import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemMapper;
import io.asyncreply.systema.web.response.ApiResponse;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;

/**
 * HTTP call of an upload, which ends with one response or with none. Not thread-safe:
 * calls must not overlap.
 */
final class UploadCall {

	private static final Logger logger = LoggerFactory.getLogger(UploadCall.class);

	private final AsyncContext context;

	private final ResponseStreamer responseStreamer;

	private boolean completed;

	UploadCall(AsyncContext context, ResponseStreamer responseStreamer) {
		this.context = context;
		this.responseStreamer = responseStreamer;
	}

	/** Writes a response and ends the call. */
	void respond(ApiResponse response) {
		ApiResponse located = response.under(((HttpServletRequest) this.context.getRequest()).getContextPath());
		try {
			if (located.isLong()) {
				this.completed = true;
				this.responseStreamer.send(this.context, located);
				return;
			}
			located.writeTo((HttpServletResponse) this.context.getResponse());
		}
		catch (IOException ex) {
			logger.debug("The caller disconnected before the response to its upload", ex);
		}
		complete();
	}

	/**
	 * Writes a problem and closes the connection, because a part of the body is unread.
	 * @param failure the failure that ended the upload
	 * @param storedPortion the stored part of the upload, null if there is no batch
	 */
	void respond(Throwable failure, ProblemException.@Nullable StoredPortion storedPortion) {
		Throwable reported = ProblemMapper.toProblem(failure)
			.<Throwable>map((problem) -> (storedPortion != null) ? problem.withStoredPortion(storedPortion) : problem)
			.orElse(failure);
		String path = ((HttpServletRequest) this.context.getRequest()).getRequestURI();
		respond(AsyncResponder.problemResponse(reported, path).withHeader(HttpHeaders.CONNECTION, "close"));
	}

	/** Ends the call without a response, unless it has ended. */
	void complete() {
		if (!this.completed) {
			this.completed = true;
			this.context.complete();
		}
	}

}
