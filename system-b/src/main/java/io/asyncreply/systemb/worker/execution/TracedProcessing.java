package io.asyncreply.systemb.worker.execution;

import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.Reply.Failed;
import io.asyncreply.messages.Reply.Succeeded;
import io.asyncreply.messaging.tracing.MessageOperation;
import io.asyncreply.messaging.tracing.MessageSpan;
import io.asyncreply.messaging.tracing.MessageTracer;
import io.asyncreply.messaging.tracing.TracedMessage;
import io.asyncreply.systemb.operation.WorkFailedException;
import io.asyncreply.systemb.worker.WorkerQueue;
import io.asyncreply.systemb.worker.task.RequestTask;
import io.asyncreply.systemb.worker.task.UnicodeSanitizer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a handler work on an assignment, as a step of its trace, and makes a reply of what
 * comes out.
 *
 * @param queue where the requests come from
 * @param handlerInvoker calls the handler
 * @param messageTracer follow the request
 */
public record TracedProcessing(WorkerQueue queue, HandlerInvoker<?, ?> handlerInvoker, MessageTracer messageTracer) {

	private static final Logger logger = LoggerFactory.getLogger(TracedProcessing.class);

	Reply process(RequestTask task) {
		MessageSpan span = this.messageTracer.startSpan(MessageOperation.PROCESS,
				new TracedMessage(AmqpNames.REQUESTS_EXCHANGE, this.queue.name(), task.id(), task.attempt()),
				task.traceParent());
		task.continueIn(span);
		Reply reply = span.scoped(() -> invoke(task));
		span.end((reply instanceof Failed failed) ? failed.error().type().toString() : null);
		return reply;
	}

	private Reply invoke(RequestTask task) {
		try {
			return new Succeeded(this.handlerInvoker.invoke(task.request().payload(), task), task.timings());
		}
		catch (WorkFailedException ex) {
			if (ex.getCause() != null && !task.isCancelled()) {
				logger.warn("The handler failed", ex.getCause());
			}
			return new Failed(UnicodeSanitizer.sanitize(ex.problem()), ex.isRetryable(), task.timings());
		}
	}

}
