package io.asyncreply.systemb.worker.execution;

import java.time.Duration;

import io.asyncreply.messages.Reply;
import io.asyncreply.messages.Reply.Progress;
import io.asyncreply.messages.Reply.Succeeded;
import io.asyncreply.messages.Request;
import io.asyncreply.messaging.message.InboundMessage;
import io.asyncreply.systemb.worker.task.InFlightTasks;
import io.asyncreply.systemb.worker.task.RequestTask;
import io.asyncreply.systemb.worker.task.StopReason;
import io.asyncreply.systemb.worker.task.TaskGroup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Takes the requests of one queue through a slot, the handler and the reply.
 */
public final class RequestProcessor {

	private static final Logger logger = LoggerFactory.getLogger(RequestProcessor.class);

	private final OperationSettings settings;

	private final TracedProcessing processing;

	private final ReplyPublisher sender;

	private final ProcessingMetrics meters;

	private final CancellationRegistry demand;

	private final InFlightTasks inHand = new InFlightTasks();

	private final TaskCompletion conclusion;

	private final WorkerPool<RequestTask> slots;

	/** So many in line are more than there may be, unless frames came. */
	private volatile int sweepAt;

	public RequestProcessor(OperationSettings settings, TracedProcessing processing, ReplyPublisher sender,
			ProcessingMetrics meters, CancellationRegistry demand) {
		this.settings = settings;
		this.processing = processing;
		this.sender = sender;
		this.meters = meters;
		this.demand = demand;
		this.conclusion = new TaskCompletion(sender, meters, this.inHand);
		this.sweepAt = settings.prefetch();
		this.slots = new WorkerPool<>(settings.slots(), meters.queue().name(), this::work);
	}

	public OperationSettings settings() {
		return this.settings;
	}

	public ProcessingMetrics meters() {
		return this.meters;
	}

	public InFlightTasks inHand() {
		return this.inHand;
	}

	/**
	 * Takes a request.
	 * @param request the request
	 * @param message is acknowledged once the request has ended
	 * @param company what came with it
	 */
	public void accept(Request request, InboundMessage message, TaskGroup company) {
		if (this.slots.waiting() >= this.sweepAt) {
			this.slots.discardIf(this.inHand::drop);
			this.sweepAt = Math.max(this.settings.prefetch(), 2 * this.slots.waiting());
		}
		if (this.demand.isRecalled(request.id(), request.attempt())) {
			this.meters.skipped("cancelled");
			message.acknowledge();
			return;
		}
		RequestTask assignment = new RequestTask(request, message, company);
		if (this.inHand.add(assignment)) {
			company.join(assignment);
		}
		else {
			this.meters.skipped("duplicate");
		}
	}

	/** Begins with those who are in a company, because nothing more comes with them. */
	public void acceptedAll(TaskGroup company) {
		this.slots.take(company.take());
		if (company.leave()) {
			this.sender.sendGathered();
		}
	}

	/** Drops what waits for a slot and interrupts what runs, if it was recalled. */
	public void dropRecalled() {
		this.slots.discardIf((assignment) -> {
			boolean recalled = isRecalled(assignment);
			if (recalled) {
				this.conclusion.drop(assignment);
			}
			return recalled;
		});
		this.inHand.forEach((assignment) -> {
			if (isRecalled(assignment)) {
				assignment.interrupt(StopReason.CANCELLED);
			}
		});
	}

	/**
	 * Looks after what waits and what is running; called many times a second and never
	 * waits.
	 */
	public void look(long now) {
		this.slots.spread();
		this.inHand.forEach((assignment) -> {
			if (assignment.isRunning()) {
				look(assignment, now);
			}
		});
	}

	/** Stops what is running without an answer: the broker will deliver it again. */
	public boolean close(Duration patience) throws InterruptedException {
		this.inHand.forEach((assignment) -> assignment.interrupt(StopReason.SHUTDOWN));
		return this.slots.close(patience);
	}

	private boolean isRecalled(RequestTask assignment) {
		return this.demand.isRecalled(assignment.id(), assignment.attempt());
	}

	private void look(RequestTask assignment, long now) {
		if (now - assignment.startedAt() >= this.settings.limit().toNanos()) {
			exceedLimit(assignment);
			return;
		}
		Progress progress = assignment.isCancelled() ? null
				: assignment.progression().take(assignment.startedAt(), now);
		if (progress != null) {
			this.sender.tell(assignment, progress);
		}
	}

	private void exceedLimit(RequestTask assignment) {
		if (assignment.interrupt(StopReason.TIME_LIMIT)) {
			logger.warn("Request {} is stopped after {}", assignment.id(), this.settings.limit());
			this.sender.sendSoon(() -> this.conclusion.exceedLimit(assignment, this.settings.limit()));
		}
		else if (assignment.interruption() == StopReason.CANCELLED) {
			this.sender.sendSoon(() -> this.conclusion.drop(assignment));
		}
	}

	private void work(RequestTask assignment) {
		MDC.put("request", assignment.id().toString());
		try {
			if (this.inHand.drop(assignment)) {
				logger.debug("Not begun: the broker delivers the request again");
			}
			else {
				perform(assignment);
			}
		}
		finally {
			MDC.remove("request");
		}
	}

	private void perform(RequestTask assignment) {
		assignment.start(); // from here on a recall interrupts, so that none is missed
		if (isRecalled(assignment)) {
			assignment.leave();
			this.conclusion.drop(assignment);
		}
		else if (this.demand.isExpired(assignment)) {
			assignment.leave();
			this.conclusion.refuseLate(assignment);
		}
		else {
			logger.debug("Attempt {} begins", assignment.request().attempt());
			Reply reply = this.processing.process(assignment);
			assignment.leave();
			conclude(assignment, reply);
		}
	}

	private void conclude(RequestTask assignment, Reply reply) {
		StopReason interruption = assignment.interruption();
		if (interruption == StopReason.CANCELLED) {
			this.conclusion.drop(assignment);
		}
		else if (interruption == StopReason.TIME_LIMIT) {
			this.conclusion.exceedLimit(assignment, this.settings.limit());
		}
		else if (interruption == null || reply instanceof Succeeded) {
			this.conclusion.reply(assignment, reply);
		}
	}

}
