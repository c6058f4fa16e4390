package io.asyncreply.systema.web.submission;

import java.time.Clock;
import java.util.Collections;
import java.util.List;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.tracing.MessageTracer;
import io.asyncreply.messaging.tracing.TraceParent;
import io.asyncreply.systema.ledger.model.Batch;
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

	private final BoundedBodyReader bodyReader;

	private final SubmissionParser submissionParser;

	private final Clock clock;

	private final MessageTracer messageTracer;

	NewRequestFactory(BoundedBodyReader bodyReader, SubmissionParser submissionParser, Clock clock,
			MessageTracer messageTracer) {
		this.bodyReader = bodyReader;
		this.submissionParser = submissionParser;
		this.clock = clock;
		this.messageTracer = messageTracer;
	}

	/**
	 * Reads a call.
	 * @param request the call
	 * @param owner who calls
	 * @return a request that may be accepted
	 * @throws ProblemException if it may not
	 */
	public NewRequest fromCall(HttpServletRequest request, String owner) {
		byte[] body = this.bodyReader.read(request);
		NewRequest.IdempotencyData idempotencyData = IdempotencyKeyHeader.parse(request, body);
		return this.submissionParser.parse(body, Lane.INTERACTIVE, owner, idempotencyData, traceOf(request));
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
	public NewRequest fromLine(byte[] line, String owner, @Nullable TraceParent trace) {
		return this.submissionParser.parse(line, Lane.BULK, owner, null, trace);
	}

	/**
	 * Makes a new batch of a call, whose body is not touched.
	 * @param request the call
	 * @param owner who calls
	 * @return the batch
	 * @throws ProblemException if the idempotency key is none
	 */
	public Batch.BatchDraft newBatch(HttpServletRequest request, String owner) {
		return new Batch.BatchDraft(RequestId.generate(this.clock), owner, IdempotencyKeyHeader.parse(request));
	}

	/**
	 * What the caller says is where this call is, unless the call has a span of its own.
	 */
	@Nullable public TraceParent traceOf(HttpServletRequest request) {
		TraceParent current = this.messageTracer.currentTraceParent();
		return (current != null) ? current : callerTrace(request);
	}

	/** Several are no more a trace than none. */
	private static @Nullable TraceParent callerTrace(HttpServletRequest request) {
		List<String> headers = Collections.list(request.getHeaders(TraceParent.HEADER));
		return (headers.size() == 1) ? TraceParent.parse(headers.get(0)) : null;
	}

}
