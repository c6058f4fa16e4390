package io.asyncreply.systemb.worker.execution;

import java.time.Duration;
import java.util.concurrent.Executor;

import io.asyncreply.messages.Reply;
import io.asyncreply.messages.Reply.Progress;
import io.asyncreply.messages.Reply.Succeeded;
import io.asyncreply.messages.Request;
import io.asyncreply.messaging.message.InboundMessage;
import io.asyncreply.systemb.worker.task.InFlightTasks;
import io.asyncreply.systemb.worker.task.RequestTask;
import io.asyncreply.systemb.worker.task.TaskGroup;
import io.asyncreply.systemb.worker.task.TaskRun;
import io.asyncreply.systemb.worker.task.TaskRun.StopReason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Processes the requests of one queue: waits for a slot, calls the handler and publishes
 * the reply.
 */
public final class RequestProcessor {

	private static final Logger logger = LoggerFactory.getLogger(RequestProcessor.class);

	private final OperationSettings settings;

	private final HandlerInvoker<?, ?> handlerInvoker;

	private final ReplyPublisher replyPublisher;

	private final Executor replyExecutor;

	private final ProcessingMetrics metrics;

	private final CancellationRegistry cancellationRegistry;

	private final InFlightTasks inFlightTasks = new InFlightTasks();

	private final TaskCompletion taskCompletion;

	private final WorkerPool<RequestTask> workerPool;

	/**
	 * Above this number of waiting tasks, those of closed channels are dropped. Only
	 * message batches exceed the prefetch otherwise.
	 */
	private volatile int sweepThreshold;

	/**
	 * Creates a processor.
	 * @param settings slots, prefetch and time limit of the queue
	 * @param handlerInvoker calls the handler
	 * @param replyPublisher publishes the replies
	 * @param replyExecutor runs tasks that publish and may wait for the broker
	 * @param metrics metrics of the queue
	 * @param cancellationRegistry knows the cancelled requests
	 */
	public RequestProcessor(OperationSettings settings, HandlerInvoker<?, ?> handlerInvoker,
			ReplyPublisher replyPublisher, Executor replyExecutor, ProcessingMetrics metrics,
			CancellationRegistry cancellationRegistry) {
		this.settings = settings;
		this.handlerInvoker = handlerInvoker;
		this.replyPublisher = replyPublisher;
		this.replyExecutor = replyExecutor;
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
	 * Accepts a request of a delivery, unless it is cancelled or in flight already.
	 * @param request the request
	 * @param message the message to ack once the request has ended
	 * @param taskGroup the tasks of the delivery
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

	/** Starts the tasks of a delivery once all of it is read. */
	public void submitGroup(TaskGroup taskGroup) {
		this.workerPool.submit(taskGroup.drain());
		this.replyPublisher.closeGroup(taskGroup);
	}

	/** Drops cancelled requests that wait for a slot, and interrupts those that run. */
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
				task.run().interrupt(StopReason.CANCELLED);
			}
		});
	}

	/**
	 * Starts waiting tasks, checks the time limits of running ones and publishes their
	 * progress. Called every 25 ms; never blocks.
	 * @param now the current time, in nanoseconds
	 */
	public void tick(long now) {
		this.workerPool.wakeForWaiting();
		this.inFlightTasks.forEach((task) -> {
			if (task.run().isRunning()) {
				checkTask(task, now);
			}
		});
	}

	/**
	 * Interrupts running handlers and discards their failures: the broker redelivers the
	 * requests.
	 * @return whether all threads ended within the timeout
	 */
	public boolean close(Duration timeout) throws InterruptedException {
		this.inFlightTasks.forEach((task) -> task.run().interrupt(StopReason.SHUTDOWN));
		return this.workerPool.close(timeout);
	}

	private boolean isCancelled(RequestTask task) {
		return this.cancellationRegistry.isCancelled(task.id(), task.attempt());
	}

	private void checkTask(RequestTask task, long now) {
		TaskRun run = task.run();
		if (now - run.startedAt() >= this.settings.limit().toNanos()) {
			stopAtTimeLimit(task);
			return;
		}
		Progress progress = task.isCancelled() ? null : run.progressThrottle().nextDue(run.startedAt(), now);
		if (progress != null) {
			this.replyPublisher.publishProgress(task, progress);
		}
	}

	private void stopAtTimeLimit(RequestTask task) {
		if (task.run().interrupt(StopReason.TIME_LIMIT)) {
			logger.warn("Request {} was interrupted at its time limit of {}", task.id(), this.settings.limit());
			this.replyExecutor.execute(() -> this.taskCompletion.failTimeLimit(task, this.settings.limit()));
		}
		else if (task.run().stopReason() == StopReason.CANCELLED) {
			this.replyExecutor.execute(() -> this.taskCompletion.discard(task));
		}
	}

	private void runTask(RequestTask task) {
		MDC.put("request", task.id().toString());
		try {
			if (this.inFlightTasks.discardIfUnacknowledgeable(task)) {
				logger.debug("Not started, because its channel is closed; the broker redelivers the request");
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
		task.run().start(); // before the check, so that no cancellation is missed
		if (isCancelled(task)) {
			task.run().detachThread();
			this.taskCompletion.discard(task);
		}
		else if (this.cancellationRegistry.isExpired(task)) {
			task.run().detachThread();
			this.taskCompletion.failDeadlineExceeded(task);
		}
		else {
			logger.debug("Attempt {} starts", task.request().attempt());
			Reply reply = this.handlerInvoker.process(task);
			task.run().detachThread();
			complete(task, reply);
		}
	}

	private void complete(RequestTask task, Reply reply) {
		StopReason stopReason = task.run().stopReason();
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
