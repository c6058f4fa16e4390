package io.asyncreply.systema.web.tomcat;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * The threads that Tomcat works with: a few, because a busy one takes the next call and
 * none has to be woken for it; and one more for each that has been at the same call for
 * long, because its caller sends or reads slowly.
 */
final class AdaptiveThreadPool extends ThreadPoolExecutor {

	/** As many as Tomcat has by default. */
	private static final int MOST = 200;

	private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

	private static final long LOOK_MILLIS = 10;

	private static final long IDLE_SECONDS = 5;

	private final int few;

	private final LongSupplier clock;

	private final Set<TimedThread> atWork = ConcurrentHashMap.newKeySet();

	private final AtomicBoolean watching = new AtomicBoolean();

	private final ScheduledExecutorService watch = Executors
		.newSingleThreadScheduledExecutor((task) -> daemon(new Thread(task, "http-watch")));

	/**
	 * Makes the threads.
	 * @param few how many there are while no call takes long
	 * @param clock the time in nanoseconds
	 */
	AdaptiveThreadPool(int few, LongSupplier clock) {
		super(few, MOST, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>());
		this.few = few;
		this.clock = clock;
		AtomicInteger count = new AtomicInteger();
		setThreadFactory((task) -> daemon(new TimedThread(task, "http-" + count.incrementAndGet())));
	}

	@Override
	public void execute(Runnable call) {
		super.execute(call);
		if (!getQueue().isEmpty() && this.watching.compareAndSet(false, true)) {
			lookLater();
		}
	}

	/** Adds a thread for each that has been at its call for long, and takes it back. */
	void look() {
		long before = this.clock.getAsLong() - LONG_NANOS;
		int slow = (int) this.atWork.stream().filter((thread) -> thread.since - before <= 0).count();
		int wanted = Math.min(MOST, this.few + slow);
		if (wanted != getCorePoolSize()) {
			setCorePoolSize(wanted);
		}
	}

	@Override
	protected void beforeExecute(Thread thread, Runnable call) {
		if (thread instanceof TimedThread server) {
			server.since = this.clock.getAsLong();
			this.atWork.add(server);
		}
	}

	@Override
	protected void afterExecute(Runnable call, @Nullable Throwable failure) {
		if (Thread.currentThread() instanceof TimedThread server) {
			this.atWork.remove(server);
		}
	}

	@Override
	protected void terminated() {
		this.watch.shutdownNow();
	}

	private void lookLater() {
		Future<?> unused = this.watch.schedule(this::lookWhileCallsWait, LOOK_MILLIS, TimeUnit.MILLISECONDS);
	}

	private void lookWhileCallsWait() {
		look();
		this.watching.set(false);
		if ((!getQueue().isEmpty() || getCorePoolSize() > this.few) && this.watching.compareAndSet(false, true)) {
			lookLater();
		}
	}

	private static Thread daemon(Thread thread) {
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * A thread that knows since when it has been at its call.
	 */
	private static final class TimedThread extends Thread {

		private volatile long since;

		TimedThread(Runnable task, String name) {
			super(task, name);
		}

	}

}
