package io.asyncreply.systema.web.tomcat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Thread pool of Tomcat with few threads, so that a busy thread starts the next call
 * without waking another. The pool grows by one thread for each call that has lasted 20
 * ms, because a slow ledger or a client that reads slowly blocks its thread.
 */
final class AdaptiveThreadPool extends ThreadPoolExecutor {

	/** Default of Tomcat. */
	private static final int MAX_THREADS = 200;

	private static final long SLOW_CALL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private static final long CHECK_INTERVAL_MILLIS = 10;

	private static final long IDLE_SECONDS = 5;

	private final int baseThreads;

	private final LongSupplier nanoTime;

	private final Set<TimedThread> busyThreads = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean checkScheduled = new AtomicBoolean();

	private final ScheduledExecutorService checkScheduler = Executors
		.newSingleThreadScheduledExecutor((task) -> daemon(new Thread(task, "http-watch")));

	/**
	 * Creates the pool.
	 * @param baseThreads number of threads while no call lasts 20 ms
	 * @param nanoTime monotonic time in nanoseconds
	 */
	AdaptiveThreadPool(int baseThreads, LongSupplier nanoTime) {
		super(baseThreads, MAX_THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
		this.baseThreads = baseThreads;
		this.nanoTime = nanoTime;
		AtomicInteger count = new AtomicInteger();
		setThreadFactory((task) -> daemon(new TimedThread(task, "http-" + count.incrementAndGet())));
	}

	@Override
	public void execute(Runnable task) {
		super.execute(task);
		if (!getQueue().isEmpty() && this.checkScheduled.compareAndSet(false, true)) {
			scheduleCheck();
		}
	}

	/** Sets the size to the base size plus one thread per slow call. */
	void adjustPoolSize() {
		long startedBefore = this.nanoTime.getAsLong() - SLOW_CALL_NANOS;
		int slow = (int) this.busyThreads.stream().filter((thread) -> thread.startNanos - startedBefore <= 0).count();
		int targetSize = Math.min(MAX_THREADS, this.baseThreads + slow);
		if (targetSize != getCorePoolSize()) {
			setCorePoolSize(targetSize);
		}
	}

	@Override
	protected void beforeExecute(Thread thread, Runnable task) {
		if (thread instanceof TimedThread timedThread) {
			timedThread.startNanos = this.nanoTime.getAsLong();
			this.busyThreads.add(timedThread);
		}
	}

	@Override
	protected void afterExecute(Runnable task, @Nullable Throwable failure) {
		if (Thread.currentThread() instanceof TimedThread timedThread) {
			this.busyThreads.remove(timedThread);
		}
	}

	@Override
	protected void terminated() {
		this.checkScheduler.shutdownNow();
	}

	private void scheduleCheck() {
		this.checkScheduler.schedule(this::checkWhileBusy, CHECK_INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
	}

	private void checkWhileBusy() {
		adjustPoolSize();
		this.checkScheduled.set(false);
		if ((!getQueue().isEmpty() || getCorePoolSize() > this.baseThreads)
				&& this.checkScheduled.compareAndSet(false, true)) {
			scheduleCheck();
		}
	}

	private static Thread daemon(Thread thread) {
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Thread with the start time of its current call.
	 */
	private static final class TimedThread extends Thread {

		private volatile long startNanos;

		TimedThread(Runnable task, String name) {
			super(task, name);
		}

	}

}
