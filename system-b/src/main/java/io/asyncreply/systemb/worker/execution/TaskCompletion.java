package io.asyncreply.systemb.worker.execution;

import java.time.Duration;

import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.Reply.Failed;
import io.asyncreply.systemb.worker.task.InFlightTasks;
import io.asyncreply.systemb.worker.task.RequestTask;

/**
 * Ends each task exactly once: publishes its reply, or drops a cancelled request without
 * one, and then acks its messages.
 */
final class TaskCompletion {

	private final ReplyPublisher replyPublisher;

	private final ProcessingMetrics metrics;

	private final InFlightTasks inFlightTasks;

	TaskCompletion(ReplyPublisher replyPublisher, ProcessingMetrics metrics, InFlightTasks inFlightTasks) {
		this.replyPublisher = replyPublisher;
		this.metrics = metrics;
		this.inFlightTasks = inFlightTasks;
	}

	/** Replies to a request that a handler has processed. */
	void reply(RequestTask task, Reply reply) {
		if (task.run().tryEnd()) {
			this.metrics.recordProcessed(reply, task.timings().processing());
			send(task, reply);
		}
	}

	/** Fails a request whose handler exceeded its time limit. */
	void failTimeLimit(RequestTask task, Duration limit) {
		reply(task, new Failed(Problem.of("time-limit", "The work took too long",
				"The handler was stopped after " + limit.toMillis() + " ms."), true, task.timings()));
	}

	/**
	 * Fails a request that arrived after its deadline. If the deadline has also passed on
	 * the clock of System A, the request is expired there; otherwise System A retries it.
	 */
	void failDeadlineExceeded(RequestTask task) {
		if (task.run().tryEnd()) {
			this.metrics.countSkipped("expired");
			send(task,
					new Failed(
							Problem.of("deadline-exceeded", "Deadline exceeded",
									"On the clock of System B, the deadline had passed before the work started."),
							true, task.timings()));
		}
	}

	/** Ends a cancelled request without a reply. */
	void discard(RequestTask task) {
		if (task.run().tryEnd()) {
			this.metrics.countSkipped("cancelled");
			this.inFlightTasks.complete(task);
		}
	}

	private void send(RequestTask task, Reply reply) {
		long start = System.nanoTime();
		this.replyPublisher.publishReply(task, reply).thenAccept((confirmed) -> {
			if (confirmed) {
				this.metrics.recordReplied(Duration.ofNanos(System.nanoTime() - start));
				this.inFlightTasks.complete(task);
			}
			else if (!this.inFlightTasks.discardIfUnacknowledgeable(task)) {
				send(task, reply);
			}
		});
	}

}
