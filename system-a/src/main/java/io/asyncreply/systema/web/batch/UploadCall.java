package io.asyncreply.systema.web.batch;

import io.asyncreply.systema.web.http.AsyncResponder;
import io.asyncreply.systema.web.http.ResponseStreamer;
import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemMapper;
import io.asyncreply.systema.web.response.ApiResponse;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * HTTP call of an upload, which ends with one response or with none. Not thread-safe:
 * calls must not overlap.
 */
final class UploadCall {

	private final AsyncContext context;

	private final ResponseStreamer responseStreamer;

	private boolean completed;

	UploadCall(AsyncContext context, ResponseStreamer responseStreamer) {
		this.context = context;
		this.responseStreamer = responseStreamer;
	}

	/** Writes a response and ends the call. */
	void respond(ApiResponse response) {
		if (!this.completed) {
			this.completed = true;
			this.responseStreamer.respond(this.context, response);
		}
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
