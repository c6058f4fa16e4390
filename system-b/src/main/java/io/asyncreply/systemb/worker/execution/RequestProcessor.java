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

	private final TracedProcessing tracedProcessing;

	private final ReplyPublisher replyPublisher;

	private final ProcessingMetrics metrics;

	private final CancellationRegistry cancellationRegistry;

	private final InFlightTasks inFlightTasks = new InFlightTasks();

	private final TaskCompletion taskCompletion;

	private final WorkerPool<RequestTask> workerPool;

	/** So many in line are more than there may be, unless frames came. */
	private volatile int sweepThreshold;

	public RequestProcessor(OperationSettings settings, TracedProcessing tracedProcessing,
			ReplyPublisher replyPublisher, ProcessingMetrics metrics, CancellationRegistry cancellationRegistry) {
		this.settings = settings;
		this.tracedProcessing = tracedProcessing;
		this.replyPublisher = replyPublisher;
		this.metrics = metrics;
		this.cancellationRegistry = cancellationRegistry;
		this.taskCompletion = new TaskCompletion(replyPublisher, metrics, this.inFlightTasks);
		this.sweepThreshold = settings.prefetch();
		this.workerPool = new WorkerPool<>(settings.concurrency(), metrics.queue().name(), this::runTask);
	}

	public OperationSettings settings() {
		return this.settings;
	}

	public ProcessingMetrics metrics() {
		return this.metrics;
	}

	public InFlightTasks inFlightTasks() {
		return this.inFlightTasks;
	}

	/**
	 * Takes a request.
	 * @param request the request
	 * @param message is acknowledged once the request has ended
	 * @param taskGroup what came with it
	 */
	public void accept(Request request, InboundMessage message, TaskGroup taskGroup) {
		if (this.workerPool.waiting() >= this.sweepThreshold) {
			this.workerPool.discardIf(this.inFlightTasks::discardIfUnacknowledgeable);
			this.sweepThreshold = Math.max(this.settings.prefetch(), 2 * this.workerPool.waiting());
		}
		if (this.cancellationRegistry.isCancelled(request.id(), request.attempt())) {
			this.metrics.countSkipped("cancelled");
			message.acknowledge();
			return;
		}
		RequestTask task = new RequestTask(request, message, taskGroup);
		if (this.inFlightTasks.add(task)) {
			taskGroup.add(task);
		}
		else {
			this.metrics.countSkipped("duplicate");
		}
	}

	/** Begins with those who are in a company, because nothing more comes with them. */
	public void submitGroup(TaskGroup taskGroup) {
		this.workerPool.submit(taskGroup.drain());
		if (taskGroup.countDown()) {
			this.replyPublisher.flushAsync();
		}
	}

	/** Drops what waits for a slot and interrupts what runs, if it was recalled. */
	public void discardCancelled() {
		this.workerPool.discardIf((task) -> {
			boolean cancelled = isCancelled(task);
			if (cancelled) {
				this.taskCompletion.discard(task);
			}
			return cancelled;
		});
		this.inFlightTasks.forEach((task) -> {
			if (isCancelled(task)) {
				task.interrupt(StopReason.CANCELLED);
			}
		});
	}

	/**
	 * Looks after what waits and what is running; called many times a second and never
	 * waits.
	 */
	public void tick(long now) {
		this.workerPool.wakeForWaiting();
		this.inFlightTasks.forEach((task) -> {
			if (task.isRunning()) {
				checkTask(task, now);
			}
		});
	}

	/** Stops what is running without an answer: the broker will deliver it again. */
	public boolean close(Duration timeout) throws InterruptedException {
		this.inFlightTasks.forEach((task) -> task.interrupt(StopReason.SHUTDOWN));
		return this.workerPool.close(timeout);
	}

	private boolean isCancelled(RequestTask task) {
		return this.cancellationRegistry.isCancelled(task.id(), task.attempt());
	}

	private void checkTask(RequestTask task, long now) {
		if (now - task.startedAt() >= this.settings.limit().toNanos()) {
			stopAtTimeLimit(task);
			return;
		}
		Progress progress = task.isCancelled() ? null : task.progressThrottle().nextDue(task.startedAt(), now);
		if (progress != null) {
			this.replyPublisher.publishProgress(task, progress);
		}
	}

	private void stopAtTimeLimit(RequestTask task) {
		if (task.interrupt(StopReason.TIME_LIMIT)) {
			logger.warn("Request {} is stopped after {}", task.id(), this.settings.limit());
			this.replyPublisher.execute(() -> this.taskCompletion.failTimeLimit(task, this.settings.limit()));
		}
		else if (task.stopReason() == StopReason.CANCELLED) {
			this.replyPublisher.execute(() -> this.taskCompletion.discard(task));
		}
	}

	private void runTask(RequestTask task) {
		MDC.put("request", task.id().toString());
		try {
			if (this.inFlightTasks.discardIfUnacknowledgeable(task)) {
				logger.debug("Not begun: the broker delivers the request again");
			}
			else {
				execute(task);
			}
		}
		finally {
			MDC.remove("request");
		}
	}

	private void execute(RequestTask task) {
		task.startRunning(); // from here on a recall interrupts, so that none is missed
		if (isCancelled(task)) {
			task.detachThread();
			this.taskCompletion.discard(task);
		}
		else if (this.cancellationRegistry.isExpired(task)) {
			task.detachThread();
			this.taskCompletion.failDeadlineExceeded(task);
		}
		else {
			logger.debug("Attempt {} begins", task.request().attempt());
			Reply reply = this.tracedProcessing.process(task);
			task.detachThread();
			complete(task, reply);
		}
	}

	private void complete(RequestTask task, Reply reply) {
		StopReason stopReason = task.stopReason();
		if (stopReason == StopReason.CANCELLED) {
			this.taskCompletion.discard(task);
		}
		else if (stopReason == StopReason.TIME_LIMIT) {
			this.taskCompletion.failTimeLimit(task, this.settings.limit());
		}
		else if (stopReason == null || reply instanceof Succeeded) {
			this.taskCompletion.reply(task, reply);
		}
	}

}
