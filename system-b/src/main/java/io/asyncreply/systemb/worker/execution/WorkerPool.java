package io.asyncreply.systemb.worker.execution;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.system.JavaVersion;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * A pool with one thread per slot, virtual ones since JDK 21, and an unbounded queue that
 * the prefetch limits. System A batches only requests that are processed quickly. A group
 * of tasks therefore wakes one thread per 8 tasks, and more only if the tasks wait.
 *
 * @param <T> the type of the tasks
 */
final class WorkerPool<T> {

	private static final Logger logger = LoggerFactory.getLogger(WorkerPool.class);

	private static final long KEEP_ALIVE_SECONDS = 60;

	/** The number of tasks of a group for which one thread is woken. */
	private static final int TASKS_PER_THREAD = 8;

	private final int maxThreads;

	private final Queue<T> queue = new LinkedBlockingQueue<>();

	private final AtomicInteger activeThreads = new AtomicInteger();

	private final ThreadPoolExecutor threadPool;

	private final Consumer<T> taskHandler;

	WorkerPool(int maxThreads, String name, Consumer<T> taskHandler) {
		this.maxThreads = maxThreads;
		this.threadPool = new ThreadPoolExecutor(maxThreads, maxThreads, KEEP_ALIVE_SECONDS, TimeUnit.SECONDS,
				new LinkedBlockingQueue<>(), threadFactory(name + "-"));
		this.threadPool.allowCoreThreadTimeOut(true);
		this.taskHandler = taskHandler;
	}

	/**
	 * Queues the tasks of one delivery.
	 * @param tasks one task, or several that are quick
	 */
	void submit(List<T> tasks) {
		this.queue.addAll(tasks);
		startThreads((tasks.size() + TASKS_PER_THREAD - 1) / TASKS_PER_THREAD);
	}

	/** Wakes a thread for each waiting task, as far as slots are free. */
	void wakeForWaiting() {
		startThreads(waiting());
	}

	int waiting() {
		return this.queue.size();
	}

	void discardIf(Predicate<T> condition) {
		this.queue.removeIf(condition);
	}

	boolean close(Duration timeout) throws InterruptedException {
		this.threadPool.shutdownNow();
		return this.threadPool.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
	}

	/** Starts up to {@code count} threads, as far as slots are free. */
	private void startThreads(int count) {
		for (int i = 0; i < count && tryActivateThread(); i++) {
			try {
				this.threadPool.execute(this::drainQueue);
			}
			catch (RejectedExecutionException ex) {
				this.activeThreads.decrementAndGet();
				logger.debug("A request is not processed because of the shutdown; the broker redelivers it");
			}
		}
	}

	private boolean tryActivateThread() {
		return this.activeThreads.getAndUpdate((active) -> Math.min(active + 1, this.maxThreads)) < this.maxThreads;
	}

	private void drainQueue() {
		try {
			T next;
			while (!this.threadPool.isShutdown() && (next = this.queue.poll()) != null) {
				this.taskHandler.accept(next);
			}
		}
		finally {
			this.activeThreads.decrementAndGet();
			if (!this.queue.isEmpty()) {
				startThreads(1); // a task was queued while all slots were in use
			}
		}
	}

	private static ThreadFactory threadFactory(String prefix) {
		return JavaVersion.getJavaVersion().isEqualOrNewerThan(JavaVersion.TWENTY_ONE)
				? new VirtualThreadTaskExecutor(prefix).getVirtualThreadFactory()
				: new CustomizableThreadFactory(prefix);
	}

}
