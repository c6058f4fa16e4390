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

	private final boolean framed;

	private final TaskGroup company;

	private final Queue<InboundMessage> copies = new ConcurrentLinkedQueue<>();

	private final ProgressThrottle progression = new ProgressThrottle();

	private final ReentrantLock ending = new ReentrantLock();

	private final long receivedAt = System.nanoTime();

	private volatile @Nullable TraceParent trace;

	private volatile long startedAt;

	private volatile boolean running;

	private volatile @Nullable StopReason interruption;

	private @Nullable Thread thread;

	private boolean ended;

	public RequestTask(Request request, InboundMessage message, TaskGroup company) {
		this.request = request;
		this.company = company;
		this.framed = message.isFramed();
		this.trace = message.trace();
		this.copies.add(message);
	}

	public Request request() {
		return this.request;
	}

	/** Tells whether it came in a frame, from a System A that reads them too. */
	public boolean isFramed() {
		return this.framed;
	}

	/** Tells what came with it. */
	public TaskGroup company() {
		return this.company;
	}

	/** Tells where in which trace it is. */
	@Nullable public TraceParent trace() {
		return this.trace;
	}

	/** From here on it is in that step. */
	public void follow(MessageSpan step) {
		this.trace = step.context();
	}

	public ProgressThrottle progression() {
		return this.progression;
	}

	long receivedAt() {
		return this.receivedAt;
	}

	public long startedAt() {
		return this.startedAt;
	}

	/** Takes over the messages of a copy; those whose channel is gone are of no use. */
	void join(RequestTask copy) {
		this.copies.removeIf((message) -> !message.isAcknowledgeable());
		this.copies.addAll(copy.copies);
	}

	public boolean isAcknowledgeable() {
		return this.copies.stream().anyMatch(InboundMessage::isAcknowledgeable);
	}

	void acknowledge() {
		InboundMessage message;
		while ((message = this.copies.poll()) != null) {
			message.acknowledge();
		}
	}

	boolean isAcknowledged() {
		return this.copies.isEmpty();
	}

	public synchronized void start() {
		this.thread = Thread.currentThread();
		this.startedAt = System.nanoTime();
		this.running = true;
	}

	/** From here on no interruption reaches the thread, and none that did lingers on. */
	public synchronized void leave() {
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
	public synchronized boolean interrupt(StopReason cause) {
		if (this.thread == null || this.interruption != null) {
			return false;
		}
		this.interruption = cause;
		this.thread.interrupt();
		return true;
	}

	@Nullable public StopReason interruption() {
		return this.interruption;
	}

	public ReplyTimings durations() {
		long now = System.nanoTime();
		return new ReplyTimings(Duration.ofNanos(this.startedAt - this.receivedAt),
				Duration.ofNanos(now - this.startedAt));
	}

	/**
	 * Ends the work; of those who want to answer it only the first may.
	 * @return whether the caller is the first
	 */
	public boolean end() {
		this.ending.lock();
		try {
			boolean first = !this.ended;
			this.ended = true;
			return first;
		}
		finally {
			this.ending.unlock();
		}
	}

	/** Nothing that happens in here happens after the end. */
	public void unlessEnded(Runnable action) {
		this.ending.lock();
		try {
			if (!this.ended) {
				action.run();
			}
		}
		finally {
			this.ending.unlock();
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
		this.progression.report(percent, message);
	}

	@Override
	public boolean isCancelled() {
		return this.interruption != null;
	}

}
