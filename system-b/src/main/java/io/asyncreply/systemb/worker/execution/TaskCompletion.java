package io.asyncreply.systemb.worker.execution;

import java.time.Duration;

import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.Reply.Failed;
import io.asyncreply.systemb.worker.task.InFlightTasks;
import io.asyncreply.systemb.worker.task.RequestTask;

/**
 * Brings each assignment to its one end: a confirmed reply, or none where nobody waits
 * for it, and then the acknowledgement.
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

	/** Answers what was worked on. */
	void reply(RequestTask task, Reply reply) {
		if (task.tryEnd()) {
			this.metrics.recordProcessed(reply, task.timings().processing());
			send(task, reply);
		}
	}

	void failTimeLimit(RequestTask task, Duration limit) {
		reply(task, new Failed(
				Problem.of("time-limit", "The work took too long", "It was stopped after " + limit.toMillis() + " ms"),
				true, task.timings()));
	}

	/**
	 * Answers what came too late. System A decides what follows: if its clock agrees, the
	 * request has expired, and if not, it tries again.
	 */
	void failDeadlineExceeded(RequestTask task) {
		if (task.tryEnd()) {
			this.metrics.countSkipped("expired");
			send(task,
					new Failed(
							Problem.of("deadline-exceeded", "Deadline exceeded",
									"By the clock of System B it had passed before the work began"),
							true, task.timings()));
		}
	}

	/** Ends without a reply what was recalled. */
	void discard(RequestTask task) {
		if (task.tryEnd()) {
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
