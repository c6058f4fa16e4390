package io.asyncreply.systema.request;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;

import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.trace.TraceParent;
import io.asyncreply.messages.trace.Traces;
import io.asyncreply.systema.ledger.NewRequest;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Makes a new request of a call.
 */
final class SubmissionIntake {

	private final BodyReader bodies;

	private final SubmissionReader submissions;

	private final Clock clock;

	private final Traces traces;

	SubmissionIntake(BodyReader bodies, SubmissionReader submissions, Clock clock, Traces traces) {
		this.bodies = bodies;
		this.submissions = submissions;
		this.clock = clock;
		this.traces = traces;
	}

	/**
	 * Reads a call.
	 * @param request the call
	 * @param owner who calls
	 * @return a request that may be accepted
	 * @throws Refusal if it may not
	 */
	NewRequest read(HttpServletRequest request, String owner) {
		byte[] body = this.bodies.read(request);
		NewRequest.Idempotency idempotency = IdempotencyKey.read(request, body);
		Submission submission = this.submissions.read(body);
		Instant deadline = this.clock.instant().plus(submission.deadline()).truncatedTo(ChronoUnit.MILLIS);
		return new NewRequest(RequestId.next(this.clock), owner, submission.operation(), submission.lane(),
				submission.payload(), deadline, idempotency, trace(request));
	}

	/**
	 * What the caller says is where this call is, unless the call has a span of its own.
	 */
	private @Nullable TraceParent trace(HttpServletRequest request) {
		TraceParent current = this.traces.current();
		return (current != null) ? current : traceOfCaller(request);
	}

	/** Several are no more a trace than none. */
	private static @Nullable TraceParent traceOfCaller(HttpServletRequest request) {
		List<String> headers = Collections.list(request.getHeaders(TraceParent.HEADER));
		return (headers.size() == 1) ? TraceParent.parse(headers.get(0)) : null;
	}

}
