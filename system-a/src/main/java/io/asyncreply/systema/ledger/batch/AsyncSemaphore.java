package io.asyncreply.systema.ledger.batch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Fair semaphore for asynchronous tasks, with a pause after each task. Tasks without a
 * permit wait in submission order and block no thread. The queue of waiting tasks is not
 * bounded here: each upload has at most one.
 */
final class AsyncSemaphore {

	private final Deque<CompletableFuture<Void>> waiters = new ArrayDeque<>();

	private final LongUnaryOperator pauseNanos;

	private int permits;

	/**
	 * Creates a semaphore.
	 * @param permits most tasks at the same time
	 * @param pauseNanos computes the pause before a permit is released from the duration
	 * of the task, both in nanoseconds
	 */
	AsyncSemaphore(int permits, LongUnaryOperator pauseNanos) {
		this.permits = permits;
		this.pauseNanos = pauseNanos;
	}

	/**
	 * Starts a task when a permit is free. The permit is released after the task and its
	 * pause.
	 * @param <T> type of the result
	 * @param task starts the task
	 * @return completed with the result or the failure of the task
	 */
	<T> CompletableFuture<T> execute(Supplier<CompletableFuture<T>> task) {
		return acquire().thenCompose((permit) -> {
			long start = System.nanoTime();
			return start(task).whenComplete(
					(result, failure) -> releaseAfter(this.pauseNanos.applyAsLong(System.nanoTime() - start)));
		});
	}

	private static <T> CompletableFuture<T> start(Supplier<CompletableFuture<T>> task) {
		try {
			return task.get();
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private synchronized CompletableFuture<Void> acquire() {
		CompletableFuture<Void> permit = new CompletableFuture<>();
		if (this.permits > 0) {
			this.permits--;
			permit.complete(null);
		}
		else {
			this.waiters.add(permit);
		}
		return permit;
	}

	private void releaseAfter(long nanos) {
		if (nanos == 0) {
			release();
			return;
		}
		Executor delayedExecutor = CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS);
		delayedExecutor.execute(this::release);
	}

	private void release() {
		CompletableFuture<Void> waiter = nextWaiter();
		if (waiter != null) {
			waiter.complete(null);
		}
	}

	private synchronized @Nullable CompletableFuture<Void> nextWaiter() {
		CompletableFuture<Void> waiter = this.waiters.poll();
		if (waiter == null) {
			this.permits++;
		}
		return waiter;
	}

}
