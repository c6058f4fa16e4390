package io.asyncreply.systemb.worker.task;

import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;

import io.asyncreply.messages.ReplyTimings;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messaging.message.InboundMessage;
import io.asyncreply.messaging.tracing.MessageSpan;
import io.asyncreply.messaging.tracing.TraceParent;
import io.asyncreply.systemb.operation.WorkContext;
import org.jspecify.annotations.Nullable;

/**
 * A request in hand, from its delivery to the confirm of its reply, with every copy of
 * its message that arrived meanwhile.
 */
public final class RequestTask implements WorkContext {

	private final Request request;

	private final boolean fromBatch;

	private final TaskGroup taskGroup;

	private final Queue<InboundMessage> deliveries = new ConcurrentLinkedQueue<>();

	private final ProgressThrottle progressThrottle = new ProgressThrottle();

	private final ReentrantLock endLock = new ReentrantLock();

	private final long receivedAt = System.nanoTime();

	private volatile @Nullable TraceParent traceParent;

	private volatile long startedAt;

	private volatile boolean running;

	private volatile @Nullable StopReason stopReason;

	private @Nullable Thread thread;

	private boolean ended;

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

	/** Tells whether it came in a frame, from a System A that reads them too. */
	public boolean isFromBatch() {
		return this.fromBatch;
	}

	/** Tells what came with it. */
	public TaskGroup taskGroup() {
		return this.taskGroup;
	}

	/** Tells where in which trace it is. */
	@Nullable public TraceParent traceParent() {
		return this.traceParent;
	}

	/** From here on it is in that step. */
	public void continueIn(MessageSpan messageSpan) {
		this.traceParent = messageSpan.traceParent();
	}

	public ProgressThrottle progressThrottle() {
		return this.progressThrottle;
	}

	long receivedAt() {
		return this.receivedAt;
	}

	public long startedAt() {
		return this.startedAt;
	}

	/** Takes over the messages of a copy; those whose channel is gone are of no use. */
	void mergeDuplicate(RequestTask duplicate) {
		this.deliveries.removeIf((message) -> !message.isAcknowledgeable());
		this.deliveries.addAll(duplicate.deliveries);
	}

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

	public synchronized void startRunning() {
		this.thread = Thread.currentThread();
		this.startedAt = System.nanoTime();
		this.running = true;
	}

	/** From here on no interruption reaches the thread, and none that did lingers on. */
	public synchronized void detachThread() {
		this.running = false;
		this.thread = null;
		Thread.interrupted();
	}

	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Stops the work.
	 * @return false if it does not run or was stopped before
	 */
	public synchronized boolean interrupt(StopReason reason) {
		if (this.thread == null || this.stopReason != null) {
			return false;
		}
		this.stopReason = reason;
		this.thread.interrupt();
		return true;
	}

	@Nullable public StopReason stopReason() {
		return this.stopReason;
	}

	public ReplyTimings timings() {
		long now = System.nanoTime();
		return new ReplyTimings(Duration.ofNanos(this.startedAt - this.receivedAt),
				Duration.ofNanos(now - this.startedAt));
	}

	/**
	 * Ends the work; of those who want to answer it only the first may.
	 * @return whether the caller is the first
	 */
	public boolean tryEnd() {
		this.endLock.lock();
		try {
			boolean first = !this.ended;
			this.ended = true;
			return first;
		}
		finally {
			this.endLock.unlock();
		}
	}

	/** Nothing that happens in here happens after the end. */
	public void runUnlessEnded(Runnable action) {
		this.endLock.lock();
		try {
			if (!this.ended) {
				action.run();
			}
		}
		finally {
			this.endLock.unlock();
		}
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
		this.progressThrottle.report(percent, message);
	}

	@Override
	public boolean isCancelled() {
		return this.stopReason != null;
	}

}
