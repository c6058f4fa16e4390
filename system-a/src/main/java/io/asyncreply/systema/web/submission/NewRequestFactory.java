package io.asyncreply.systema.web.submission;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.tracing.MessageTracer;
import io.asyncreply.messaging.tracing.TraceParent;
import io.asyncreply.systema.ledger.model.BatchDraft;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.web.http.BoundedBodyReader;
import io.asyncreply.systema.web.http.IdempotencyKeyHeader;
import io.asyncreply.systema.web.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Makes new requests of calls and of lines.
 */
public final class NewRequestFactory {

	private final BoundedBodyReader bodies;

	private final SubmissionParser submissions;

	private final Clock clock;

	private final MessageTracer traces;

	public NewRequestFactory(BoundedBodyReader bodies, SubmissionParser submissions, Clock clock,
			MessageTracer traces) {
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
	 * @throws ProblemException if it may not
	 */
	public NewRequest read(HttpServletRequest request, String owner) {
		byte[] body = this.bodies.read(request);
		NewRequest.IdempotencyData idempotency = IdempotencyKeyHeader.read(request, body);
		return newRequest(this.submissions.read(body, Lane.INTERACTIVE), owner, idempotency, trace(request));
	}

	/**
	 * Reads a line of an upload.
	 * @param line the line
	 * @param owner who uploads it
	 * @param trace where in which trace, null if in none
	 * @return a request that may be accepted
	 * @throws ProblemException if it may not
	 * @throws io.asyncreply.messages.MalformedJsonException if it is not one strictly
	 * valid object
	 */
	public NewRequest read(byte[] line, String owner, @Nullable TraceParent trace) {
		return newRequest(this.submissions.read(line, Lane.BULK), owner, null, trace);
	}

	/**
	 * Makes a new batch of a call, whose body is not touched.
	 * @param request the call
	 * @param owner who calls
	 * @return the batch
	 * @throws ProblemException if the idempotency key is none
	 */
	public BatchDraft newBatch(HttpServletRequest request, String owner) {
		return new BatchDraft(RequestId.next(this.clock), owner, IdempotencyKeyHeader.read(request));
	}

	/**
	 * What the caller says is where this call is, unless the call has a span of its own.
	 */
	@Nullable public TraceParent trace(HttpServletRequest request) {
		TraceParent current = this.traces.current();
		return (current != null) ? current : traceOfCaller(request);
	}

	private NewRequest newRequest(ParsedSubmission submission, String owner,
			NewRequest.@Nullable IdempotencyData idempotency, @Nullable TraceParent trace) {
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
