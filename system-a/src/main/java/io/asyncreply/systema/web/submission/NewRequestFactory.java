package io.asyncreply.systema.web.submission;

import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.tracing.MessageTracer;
import io.asyncreply.messaging.tracing.TraceParent;
import io.asyncreply.systema.ledger.model.Batch;
import io.asyncreply.systema.ledger.model.NewRequest;
import io.asyncreply.systema.web.body.NonBlockingBodyReader;
import io.asyncreply.systema.web.http.IdempotencyKeyHeader;
import io.asyncreply.systema.web.problem.ProblemException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Creates requests and batches from calls and lines of uploads.
 */
public final class NewRequestFactory {

	private final NonBlockingBodyReader bodyReader;

	private final SubmissionParser submissionParser;

	private final Clock clock;

	private final MessageTracer messageTracer;

	NewRequestFactory(NonBlockingBodyReader bodyReader, SubmissionParser submissionParser, Clock clock,
			MessageTracer messageTracer) {
		this.bodyReader = bodyReader;
		this.submissionParser = submissionParser;
		this.clock = clock;
		this.messageTracer = messageTracer;
	}

	/**
	 * Creates a request from a call.
	 * @param request the call
	 * @param response its response, needed if the body has not arrived yet
	 * @param owner the caller
	 * @return completed with a valid request when the body has arrived, or with a
	 * {@link ProblemException} if the call is invalid
	 */
	public CompletableFuture<NewRequest> fromCall(HttpServletRequest request, HttpServletResponse response,
			String owner) {
		TraceParent trace = traceOf(request);
		return this.bodyReader.read(request, response)
			.thenApply((body) -> this.submissionParser.parse(body, Lane.INTERACTIVE, owner,
					IdempotencyKeyHeader.parse(request, body), trace));
	}

	/**
	 * Creates a request from a line of an upload.
	 * @param line the line
	 * @param owner the caller
	 * @param trace trace of the upload; null if there is none
	 * @return a valid request
	 * @throws ProblemException if the line is invalid
	 * @throws io.asyncreply.messages.MalformedJsonException if it is not one strictly
	 * valid object
	 */
	public NewRequest fromLine(byte[] line, String owner, @Nullable TraceParent trace) {
		return this.submissionParser.parse(line, Lane.BULK, owner, null, trace);
	}

	/**
	 * Creates a batch from the headers of a call.
	 * @param request the call; its body is not read
	 * @param owner the caller
	 * @return the batch
	 * @throws ProblemException if the idempotency key is invalid
	 */
	public Batch.BatchDraft newBatch(HttpServletRequest request, String owner) {
		return new Batch.BatchDraft(RequestId.generate(this.clock), owner, IdempotencyKeyHeader.parse(request));
	}

	/**
	 * Finds the trace of a call.
	 * @param request the call
	 * @return its own span if there is one, otherwise the caller's; null if there is none
	 */
	@Nullable public TraceParent traceOf(HttpServletRequest request) {
		TraceParent current = this.messageTracer.currentTraceParent();
		return (current != null) ? current : callerTrace(request);
	}

	/** Several headers count as none. */
	private static @Nullable TraceParent callerTrace(HttpServletRequest request) {
		List<String> headers = Collections.list(request.getHeaders(TraceParent.HEADER));
		return (headers.size() == 1) ? TraceParent.parse(headers.get(0)) : null;
	}

}
