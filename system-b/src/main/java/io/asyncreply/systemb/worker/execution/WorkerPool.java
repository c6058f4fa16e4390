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
 * Where work is done: by as many threads as slots, virtual ones where the JDK has them,
 * out of a line of those who wait, which the prefetch bounds. What came together is quick
 * work, by measure: few threads are woken for it, and more only if it takes longer than
 * thought.
 *
 * @param <T> what is worked on
 */
final class WorkerPool<T> {

	private static final Logger logger = LoggerFactory.getLogger(WorkerPool.class);

	private static final long IDLE_SECONDS = 60;

	/** So much quick work one thread is woken for. */
	private static final int QUICK = 8;

	private final int slots;

	private final Queue<T> line = new LinkedBlockingQueue<>();

	private final AtomicInteger atWork = new AtomicInteger();

	private final ThreadPoolExecutor threads;

	private final Consumer<T> work;

	WorkerPool(int slots, String name, Consumer<T> work) {
		this.slots = slots;
		this.threads = new ThreadPoolExecutor(slots, slots, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				threadFactory(name + "-"));
		this.threads.allowCoreThreadTimeOut(true);
		this.work = work;
	}

	/**
	 * Takes what came together.
	 * @param together one, or several that are quick
	 */
	void take(List<T> together) {
		this.line.addAll(together);
		wake((together.size() + QUICK - 1) / QUICK);
	}

	/** Has every free slot work on what still waits; called many times a second. */
	void spread() {
		wake(waiting());
	}

	int waiting() {
		return this.line.size();
	}

	void discardIf(Predicate<T> condition) {
		this.line.removeIf(condition);
	}

	boolean close(Duration patience) throws InterruptedException {
		this.threads.shutdownNow();
		return this.threads.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
	}

	/** Has so many more threads work, as far as slots are free. */
	private void wake(int count) {
		for (int i = 0; i < count && enter(); i++) {
			try {
				this.threads.execute(this::work);
			}
			catch (RejectedExecutionException ex) {
				this.atWork.decrementAndGet();
				logger.debug("Shutting down, the broker will deliver the request again");
			}
		}
	}

	private boolean enter() {
		return this.atWork.getAndUpdate((busy) -> Math.min(busy + 1, this.slots)) < this.slots;
	}

	private void work() {
		try {
			T next;
			while (!this.threads.isShutdown() && (next = this.line.poll()) != null) {
				this.work.accept(next);
			}
		}
		finally {
			this.atWork.decrementAndGet();
			if (!this.line.isEmpty()) {
				wake(1); // it came while all slots were taken
			}
		}
	}

	private static ThreadFactory threadFactory(String prefix) {
		return JavaVersion.getJavaVersion().isEqualOrNewerThan(JavaVersion.TWENTY_ONE)
				? new VirtualThreadTaskExecutor(prefix).getVirtualThreadFactory()
				: new CustomizableThreadFactory(prefix);
	}

}
