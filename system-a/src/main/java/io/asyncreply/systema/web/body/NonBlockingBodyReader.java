package io.asyncreply.systema.web.body;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.systema.web.problem.ProblemException;
import io.asyncreply.systema.web.problem.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Reads bodies without blocking a thread. A body of known length that has arrived with
 * its head is read at once, and the call stays synchronous.
 */
public final class NonBlockingBodyReader {

	private final BodyLimits limits;

	private final UnfinishedBodies unfinishedBodies;

	public NonBlockingBodyReader(BodyLimits limits, UnfinishedBodies unfinishedBodies) {
		this.limits = limits;
		this.unfinishedBodies = unfinishedBodies;
	}

	/**
	 * Reads the body of a call. If it is unfinished, the call becomes asynchronous, and
	 * the rest is read as it arrives.
	 * @param request the call
	 * @param response its response
	 * @return completed with the body on the thread that reads its end, or with a
	 * {@link ProblemException}: 413 if it is too long, 408 if it is too slow, 400 if it
	 * is incomplete, 503 if too many bodies are unfinished
	 */
	public CompletableFuture<byte[]> read(HttpServletRequest request, HttpServletResponse response) {
		if (request.getContentLengthLong() > this.limits.maxBytes()) {
			return CompletableFuture.failedFuture(tooLarge(this.limits.maxBytes()));
		}
		try {
			IncomingBody body = new IncomingBody(request, response, this.limits, this.unfinishedBodies);
			if (!body.readAtOnce()) {
				body.readLater(request);
			}
			return body.received();
		}
		catch (IOException ex) {
			return CompletableFuture.failedFuture(incomplete());
		}
	}

	static ProblemException tooLarge(int maxBytes) {
		return ProblemException.of(ProblemType.BODY_TOO_LARGE,
				"The body must not be longer than " + maxBytes + " bytes.");
	}

	static ProblemException incomplete() {
		return ProblemException.of(ProblemType.MALFORMED_CALL, "The body is incomplete.");
	}

}
