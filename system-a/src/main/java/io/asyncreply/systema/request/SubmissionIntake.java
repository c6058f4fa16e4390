package io.asyncreply.systema.request;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.trace.TraceParent;
import io.asyncreply.messages.trace.Traces;
import io.asyncreply.systema.ledger.NewBatch;
import io.asyncreply.systema.ledger.NewRequest;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Makes new requests of calls and of lines.
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
		return newRequest(this.submissions.read(body, Lane.INTERACTIVE), owner, idempotency, trace(request));
	}

	/**
	 * Reads a line of an upload.
	 * @param line the line
	 * @param owner who uploads it
	 * @param trace where in which trace, null if in none
	 * @return a request that may be accepted
	 * @throws Refusal if it may not
	 * @throws io.asyncreply.messages.MalformedJsonException if it is not one strictly
	 * valid object
	 */
	NewRequest read(byte[] line, String owner, @Nullable TraceParent trace) {
		return newRequest(this.submissions.read(line, Lane.BULK), owner, null, trace);
	}

	/**
	 * Makes a new batch of a call, whose body is not touched.
	 * @param request the call
	 * @param owner who calls
	 * @return the batch
	 * @throws Refusal if the idempotency key is none
	 */
	NewBatch newBatch(HttpServletRequest request, String owner) {
		return new NewBatch(RequestId.next(this.clock), owner, IdempotencyKey.read(request));
	}

	/**
	 * What the caller says is where this call is, unless the call has a span of its own.
	 */
	@Nullable TraceParent trace(HttpServletRequest request) {
		TraceParent current = this.traces.current();
		return (current != null) ? current : traceOfCaller(request);
	}

	private NewRequest newRequest(Submission submission, String owner, NewRequest.@Nullable Idempotency idempotency,
			@Nullable TraceParent trace) {
		Instant deadline = this.clock.instant().plus(submission.deadline()).truncatedTo(ChronoUnit.MILLIS);
		return new NewRequest(RequestId.next(this.clock), owner, submission.operation(), submission.lane(),
				submission.payload(), deadline, idempotency, trace);
	}

	/** Several are no more a trace than none. */
	private static @Nullable TraceParent traceOfCaller(HttpServletRequest request) {
		List<String> headers = Collections.list(request.getHeaders(TraceParent.HEADER));
		return (headers.size() == 1) ? TraceParent.parse(headers.get(0)) : null;
	}

}
