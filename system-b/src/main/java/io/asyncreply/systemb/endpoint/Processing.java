package io.asyncreply.systemb.endpoint;

import io.asyncreply.messages.Channels;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.Reply.Failed;
import io.asyncreply.messages.Reply.Succeeded;
import io.asyncreply.messages.trace.Stage;
import io.asyncreply.messages.trace.Step;
import io.asyncreply.messages.trace.Subject;
import io.asyncreply.messages.trace.Traces;
import io.asyncreply.systemb.operation.WorkFailedException;
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
record Processing(RequestQueue queue, Worker<?, ?> worker, Traces traces) {

	private static final Logger logger = LoggerFactory.getLogger(Processing.class);

	Reply process(Assignment assignment) {
		Step step = this.traces.begin(Stage.PROCESS,
				new Subject(Channels.REQUESTS_EXCHANGE, this.queue.name(), assignment.id(), assignment.attempt()),
				assignment.trace());
		assignment.follow(step);
		Reply reply = step.around(() -> work(assignment));
		step.end((reply instanceof Failed failed) ? failed.error().type().toString() : null);
		return reply;
	}

	private Reply work(Assignment assignment) {
		try {
			return new Succeeded(this.worker.process(assignment.request().payload(), assignment),
					assignment.durations());
		}
		catch (WorkFailedException ex) {
			if (ex.getCause() != null && !assignment.isCancelled()) {
				logger.warn("The handler failed", ex.getCause());
			}
			return new Failed(ReadableText.of(ex.problem()), ex.isRetryable(), assignment.durations());
		}
	}

}
