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
 * Lets so many into the writer's queue at once; the others wait in their order, on no
 * thread. How many may wait is bounded by those who come.
 */
public final class AsyncSemaphore {

	private final Deque<CompletableFuture<Void>> waiters = new ArrayDeque<>();

	private final LongUnaryOperator pauseNanos;

	private int permits;

	/**
	 * Makes the turns.
	 * @param permits how many there are at once
	 * @param pauseNanos tells how long after the end of work its turn ends, given how
	 * long it took, in nanoseconds
	 */
	public AsyncSemaphore(int permits, LongUnaryOperator pauseNanos) {
		this.permits = permits;
		this.pauseNanos = pauseNanos;
	}

	/**
	 * Does work once it is its turn, which ends with it and its rest.
	 * @param <T> what it gives
	 * @param work begins the work
	 * @return completed with the work
	 */
	public <T> CompletableFuture<T> execute(Supplier<CompletableFuture<T>> work) {
		return acquire().thenCompose((permit) -> {
			long start = System.nanoTime();
			return startWork(work)
				.whenComplete((done, failure) -> releaseAfter(this.pauseNanos.applyAsLong(System.nanoTime() - start)));
		});
	}

	private static <T> CompletableFuture<T> startWork(Supplier<CompletableFuture<T>> work) {
		try {
			return work.get();
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
