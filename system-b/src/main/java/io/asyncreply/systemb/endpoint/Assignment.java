package io.asyncreply.systemb.endpoint;

import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;

import io.asyncreply.messages.Durations;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.amqp.IncomingMessage;
import io.asyncreply.messages.trace.Step;
import io.asyncreply.messages.trace.TraceParent;
import io.asyncreply.systemb.operation.Work;
import org.jspecify.annotations.Nullable;

/**
 * A request in hand, from its delivery to the confirm of its reply, with every copy of
 * its message that arrived meanwhile.
 */
final class Assignment implements Work {

	private final Request request;

	private final boolean framed;

	private final Company company;

	private final Queue<IncomingMessage> copies = new ConcurrentLinkedQueue<>();

	private final Progression progression = new Progression();

	private final ReentrantLock ending = new ReentrantLock();

	private final long receivedAt = System.nanoTime();

	private volatile @Nullable TraceParent trace;

	private volatile long startedAt;

	private volatile boolean running;

	private volatile @Nullable Interruption interruption;

	private @Nullable Thread thread;

	private boolean ended;

	Assignment(Request request, IncomingMessage message, Company company) {
		this.request = request;
		this.company = company;
		this.framed = message.isFramed();
		this.trace = message.trace();
		this.copies.add(message);
	}

	Request request() {
		return this.request;
	}

	/** Tells whether it came in a frame, from a System A that reads them too. */
	boolean isFramed() {
		return this.framed;
	}

	/** Tells what came with it. */
	Company company() {
		return this.company;
	}

	/** Tells where in which trace it is. */
	@Nullable TraceParent trace() {
		return this.trace;
	}

	/** From here on it is in that step. */
	void follow(Step step) {
		this.trace = step.context();
	}

	Progression progression() {
		return this.progression;
	}

	long receivedAt() {
		return this.receivedAt;
	}

	long startedAt() {
		return this.startedAt;
	}

	/** Takes over the messages of a copy; those whose channel is gone are of no use. */
	void join(Assignment copy) {
		this.copies.removeIf((message) -> !message.isAcknowledgeable());
		this.copies.addAll(copy.copies);
	}

	boolean isAcknowledgeable() {
		return this.copies.stream().anyMatch(IncomingMessage::isAcknowledgeable);
	}

	void acknowledge() {
		IncomingMessage message;
		while ((message = this.copies.poll()) != null) {
			message.acknowledge();
		}
	}

	boolean isAcknowledged() {
		return this.copies.isEmpty();
	}

	synchronized void start() {
		this.thread = Thread.currentThread();
		this.startedAt = System.nanoTime();
		this.running = true;
	}

	/** From here on no interruption reaches the thread, and none that did lingers on. */
	synchronized void leave() {
		this.running = false;
		this.thread = null;
		Thread.interrupted();
	}

	boolean isRunning() {
		return this.running;
	}

	/**
	 * Stops the work.
	 * @return false if it does not run or was stopped before
	 */
	synchronized boolean interrupt(Interruption cause) {
		if (this.thread == null || this.interruption != null) {
			return false;
		}
		this.interruption = cause;
		this.thread.interrupt();
		return true;
	}

	@Nullable Interruption interruption() {
		return this.interruption;
	}

	Durations durations() {
		long now = System.nanoTime();
		return new Durations(Duration.ofNanos(this.startedAt - this.receivedAt),
				Duration.ofNanos(now - this.startedAt));
	}

	/**
	 * Ends the work; of those who want to answer it only the first may.
	 * @return whether the caller is the first
	 */
	boolean end() {
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
	void unlessEnded(Runnable action) {
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
