package io.asyncreply.systemb.worker.task;

import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * The run state of a request: its handler thread, its progress, why it was stopped, and
 * whether it has ended.
 */
public final class TaskRun {

	private final ProgressThrottle progressThrottle = new ProgressThrottle();

	private final ReentrantLock endLock = new ReentrantLock();

	private volatile long startedAt;

	private volatile boolean running;

	private volatile @Nullable StopReason stopReason;

	private @Nullable Thread thread;

	private boolean ended;

	public ProgressThrottle progressThrottle() {
		return this.progressThrottle;
	}

	/** Returns the start of the run, on the clock of {@link System#nanoTime()}. */
	public long startedAt() {
		return this.startedAt;
	}

	/** Starts the run on the current thread. */
	public synchronized void start() {
		this.thread = Thread.currentThread();
		this.startedAt = System.nanoTime();
		this.running = true;
	}

	/**
	 * Ends the run on the current thread: it is not interrupted any more, and a pending
	 * interruption is cleared.
	 */
	public synchronized void detachThread() {
		this.running = false;
		this.thread = null;
		Thread.interrupted();
	}

	public boolean isRunning() {
		return this.running;
	}

	/**
	 * Interrupts the handler.
	 * @return false if it does not run or was interrupted before
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

	boolean isStopped() {
		return this.stopReason != null;
	}

	/**
	 * Marks the request as ended. Only one of several concurrent callers may end it.
	 * @return whether this call ended it
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

	/** Runs an action unless the request has ended; the end waits for the action. */
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

	/**
	 * Why a handler is interrupted.
	 */
	public enum StopReason {

		/** The handler exceeded its time limit. */
		TIME_LIMIT,

		/** The request was cancelled. */
		CANCELLED,

		/** System B shuts down and has waited for its shutdown timeout. */
		SHUTDOWN

	}

}
