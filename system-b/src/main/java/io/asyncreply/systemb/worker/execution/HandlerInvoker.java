package io.asyncreply.systemb.worker.execution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeoutException;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.Reply.Failed;
import io.asyncreply.messages.Reply.Succeeded;
import io.asyncreply.messages.RequestQueue;
import io.asyncreply.messaging.tracing.MessageOperation;
import io.asyncreply.messaging.tracing.MessageSpan;
import io.asyncreply.messaging.tracing.MessageTracer;
import io.asyncreply.messaging.tracing.TracedMessage;
import io.asyncreply.systemb.operation.HandlerRegistration;
import io.asyncreply.systemb.operation.OperationHandler;
import io.asyncreply.systemb.operation.WorkContext;
import io.asyncreply.systemb.operation.WorkFailedException;
import io.asyncreply.systemb.worker.task.RequestTask;
import io.asyncreply.systemb.worker.task.UnicodeSanitizer;
import jakarta.validation.Validator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the handler of one queue in a span of the request's trace, and turns its result
 * or failure into a reply.
 *
 * @param <P> the payload type
 * @param <R> the result type
 */
public final class HandlerInvoker<P, R> {

	private static final Logger logger = LoggerFactory.getLogger(HandlerInvoker.class);

	private static final int EXIT_STATUS = 70;

	private final RequestQueue queue;

	private final PayloadReader<P> payloadReader;

	private final OperationHandler<P, R> handler;

	private final MessageTracer messageTracer;

	private final HandlerFailureLogger failureLogger;

	public HandlerInvoker(RequestQueue queue, HandlerRegistration<P, R> registration, Validator validator,
			MessageTracer messageTracer) {
		this.queue = queue;
		this.payloadReader = new PayloadReader<>(registration.operation().payloadType(), validator);
		this.handler = registration.handler();
		this.messageTracer = messageTracer;
		this.failureLogger = new HandlerFailureLogger(queue.operation());
	}

	/** Processes a request on the current thread and returns its reply. */
	Reply process(RequestTask task) {
		MessageSpan span = this.messageTracer.startSpan(MessageOperation.PROCESS,
				new TracedMessage(AmqpNames.REQUESTS_EXCHANGE, this.queue.name(), task.id(), task.attempt()),
				task.traceParent());
		task.continueIn(span);
		Reply reply = span.scoped(() -> reply(task));
		span.end((reply instanceof Failed failed) ? failed.error().type().toString() : null);
		return reply;
	}

	private Reply reply(RequestTask task) {
		try {
			return new Succeeded(invoke(task.request().payload(), task), task.timings());
		}
		catch (WorkFailedException ex) {
			Throwable cause = ex.getCause();
			if (cause != null && !task.isCancelled()) {
				this.failureLogger.log(task.attempt(), ex, cause);
			}
			return new Failed(UnicodeSanitizer.sanitize(ex.problem()), ex.isRetryable(), task.timings());
		}
	}

	/**
	 * Calls the handler.
	 * @throws WorkFailedException if the payload is invalid, the handler throws any
	 * exception, or the result cannot be sent
	 */
	RawJson invoke(RawJson payload, WorkContext context) throws WorkFailedException {
		try {
			return ResultWriter.write(this.handler.process(this.payloadReader.read(payload), context));
		}
		catch (WorkFailedException ex) {
			throw ex;
		}
		catch (IOException | UncheckedIOException | TimeoutException ex) {
			throw WorkFailedException.retryable(toProblem(ex), ex);
		}
		catch (StackOverflowError ex) {
			// The JVM is intact: the payload is nested too deeply for the handler.
			throw WorkFailedException.permanent(toProblem(ex), ex);
		}
		catch (VirtualMachineError ex) {
			throw haltProcess(ex);
		}
		catch (Throwable ex) {
			throw WorkFailedException.permanent(toProblem(ex), ex);
		}
	}

	/** Leaves out the message, which was not written for callers; the log has it. */
	private static Problem toProblem(Throwable failure) {
		return Problem.of("handler-failed", "The handler failed",
				failure.getClass().getSimpleName() + "; see the log of System B under the request id.");
	}

	/**
	 * Halts the process, because the JVM cannot be trusted after an error such as
	 * {@code OutOfMemoryError}. The broker redelivers the requests in flight.
	 */
	private static VirtualMachineError haltProcess(VirtualMachineError failure) {
		try {
			logger.error("System B halts after a fatal error of the JVM", failure);
		}
		finally {
			Runtime.getRuntime().halt(EXIT_STATUS);
		}
		return failure;
	}

}
