package io.asyncreply.systemb.endpoint;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.system.JavaVersion;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Where work is done: as many threads as slots, virtual ones where the JDK has them, and
 * a line of those who wait, which the prefetch bounds.
 */
final class Slots {

	private static final Logger logger = LoggerFactory.getLogger(Slots.class);

	private static final long IDLE_SECONDS = 60;

	private final ThreadPoolExecutor threads;

	private final Consumer<Assignment> work;

	Slots(int slots, String name, Consumer<Assignment> work) {
		this.threads = new ThreadPoolExecutor(slots, slots, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
				threadFactory(name + "-"));
		this.threads.allowCoreThreadTimeOut(true);
		this.work = work;
	}

	void take(Assignment assignment) {
		try {
			this.threads.execute(new Turn(assignment, this.work));
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Shutting down, the broker will deliver the request again");
		}
	}

	int waiting() {
		return this.threads.getQueue().size();
	}

	void discardIf(Predicate<Assignment> condition) {
		this.threads.getQueue().removeIf((turn) -> condition.test(((Turn) turn).assignment()));
	}

	boolean close(Duration patience) throws InterruptedException {
		this.threads.shutdownNow();
		return this.threads.awaitTermination(patience.toNanos(), TimeUnit.NANOSECONDS);
	}

	private static ThreadFactory threadFactory(String prefix) {
		return JavaVersion.getJavaVersion().isEqualOrNewerThan(JavaVersion.TWENTY_ONE)
				? new VirtualThreadTaskExecutor(prefix).getVirtualThreadFactory()
				: new CustomizableThreadFactory(prefix);
	}

	/**
	 * An assignment and what to do when its turn has come.
	 */
	private record Turn(Assignment assignment, Consumer<Assignment> work) implements Runnable {

		@Override
		public void run() {
			this.work.accept(this.assignment);
		}

	}

}
