package io.asyncreply.systemb.worker.task;

import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.asyncreply.messages.Reply;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.message.InboundMessage;
import io.asyncreply.messaging.tracing.MessageSpan;
import io.asyncreply.messaging.tracing.TraceParent;
import io.asyncreply.systemb.operation.WorkContext;
import org.jspecify.annotations.Nullable;

/**
 * A request in flight, from its delivery to the confirm of its reply, with all messages
 * that delivered it.
 */
public final class RequestTask implements WorkContext {

	private final Request request;

	private final boolean fromBatch;

	private final TaskGroup taskGroup;

	private final Queue<InboundMessage> deliveries = new ConcurrentLinkedQueue<>();

	private final long receivedAt = System.nanoTime();

	private final TaskRun run = new TaskRun();

	private volatile @Nullable TraceParent traceParent;

	public RequestTask(Request request, InboundMessage message, TaskGroup taskGroup) {
		this.request = request;
		this.taskGroup = taskGroup;
		this.fromBatch = message.isFromBatch();
		this.traceParent = message.traceParent();
		this.deliveries.add(message);
	}

	public Request request() {
		return this.request;
	}

	/**
	 * Returns whether the request arrived in a message batch. Its reply may then be sent
	 * in a message batch too, because this System A can read them.
	 */
	public boolean isFromBatch() {
		return this.fromBatch;
	}

	/** Returns the tasks of the same delivery. */
	public TaskGroup taskGroup() {
		return this.taskGroup;
	}

	public TaskRun run() {
		return this.run;
	}

	/** Returns the parent of the next span, null if the request is not traced. */
	@Nullable public TraceParent traceParent() {
		return this.traceParent;
	}

	/** Makes a span the parent of the next one. */
	public void continueIn(MessageSpan messageSpan) {
		this.traceParent = messageSpan.traceParent();
	}

	long receivedAt() {
		return this.receivedAt;
	}

	/** Adds the messages of a duplicate, and drops those of a closed channel. */
	void mergeDuplicate(RequestTask duplicate) {
		this.deliveries.removeIf((message) -> !message.isAcknowledgeable());
		this.deliveries.addAll(duplicate.deliveries);
	}

	/** Returns whether a channel of one of the messages is still open. */
	public boolean isAcknowledgeable() {
		return this.deliveries.stream().anyMatch(InboundMessage::isAcknowledgeable);
	}

	void acknowledge() {
		InboundMessage message;
		while ((message = this.deliveries.poll()) != null) {
			message.acknowledge();
		}
	}

	boolean isAcknowledged() {
		return this.deliveries.isEmpty();
	}

	/** Returns the time until the start of the run, and the time since then. */
	public Reply.Timings timings() {
		long now = System.nanoTime();
		long startedAt = this.run.startedAt();
		return new Reply.Timings(Duration.ofNanos(startedAt - this.receivedAt), Duration.ofNanos(now - startedAt));
	}

	@Override
	public RequestId id() {
		return this.request.id();
	}

	@Override
	public int attempt() {
		return this.request.attempt();
	}

	@Override
	public Instant deadline() {
		return this.request.deadline();
	}

	@Override
	public void progress(int percent, @Nullable String message) {
		this.run.progressThrottle().report(percent, message);
	}

	@Override
	public boolean isCancelled() {
		return this.run.isStopped();
	}

}
