package io.asyncreply.systemb.worker.execution;

import java.time.Duration;
import java.util.concurrent.Future;

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

	private final ReplyPublisher sender;

	private final ProcessingMetrics meters;

	private final InFlightTasks inHand;

	TaskCompletion(ReplyPublisher sender, ProcessingMetrics meters, InFlightTasks inHand) {
		this.sender = sender;
		this.meters = meters;
		this.inHand = inHand;
	}

	/** Answers what was worked on. */
	void reply(RequestTask assignment, Reply reply) {
		if (assignment.end()) {
			this.meters.processed(reply, assignment.durations().processing());
			send(assignment, reply);
		}
	}

	void exceedLimit(RequestTask assignment, Duration limit) {
		reply(assignment, new Failed(
				Problem.of("time-limit", "The work took too long", "It was stopped after " + limit.toMillis() + " ms"),
				true, assignment.durations()));
	}

	/**
	 * Answers what came too late. System A decides what follows: if its clock agrees, the
	 * request has expired, and if not, it tries again.
	 */
	void refuseLate(RequestTask assignment) {
		if (assignment.end()) {
			this.meters.skipped("expired");
			send(assignment,
					new Failed(
							Problem.of("deadline-exceeded", "Deadline exceeded",
									"By the clock of System B it had passed before the work began"),
							true, assignment.durations()));
		}
	}

	/** Ends without a reply what was recalled. */
	void drop(RequestTask assignment) {
		if (assignment.end()) {
			this.meters.skipped("cancelled");
			this.inHand.finish(assignment);
		}
	}

	private void send(RequestTask assignment, Reply reply) {
		long start = System.nanoTime();
		Future<?> unused = this.sender.send(assignment, reply).thenAccept((confirmed) -> {
			if (confirmed) {
				this.meters.replied(Duration.ofNanos(System.nanoTime() - start));
				this.inHand.finish(assignment);
			}
			else if (!this.inHand.drop(assignment)) {
				send(assignment, reply);
			}
		});
	}

}
