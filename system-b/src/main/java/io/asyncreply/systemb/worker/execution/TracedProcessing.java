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
 * @param worker calls the handler
 * @param traces follow the request
 */
public record TracedProcessing(WorkerQueue queue, HandlerInvoker<?, ?> worker, MessageTracer traces) {

	private static final Logger logger = LoggerFactory.getLogger(TracedProcessing.class);

	Reply process(RequestTask assignment) {
		MessageSpan step = this.traces.begin(MessageOperation.PROCESS, new TracedMessage(AmqpNames.REQUESTS_EXCHANGE,
				this.queue.name(), assignment.id(), assignment.attempt()), assignment.trace());
		assignment.follow(step);
		Reply reply = step.around(() -> work(assignment));
		step.end((reply instanceof Failed failed) ? failed.error().type().toString() : null);
		return reply;
	}

	private Reply work(RequestTask assignment) {
		try {
			return new Succeeded(this.worker.process(assignment.request().payload(), assignment),
					assignment.durations());
		}
		catch (WorkFailedException ex) {
			if (ex.getCause() != null && !assignment.isCancelled()) {
				logger.warn("The handler failed", ex.getCause());
			}
			return new Failed(UnicodeSanitizer.of(ex.problem()), ex.isRetryable(), assignment.durations());
		}
	}

}
