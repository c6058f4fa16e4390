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

	private final Deque<CompletableFuture<Void>> waiting = new ArrayDeque<>();

	private final LongUnaryOperator rest;

	private int free;

	/**
	 * Makes the turns.
	 * @param atOnce how many there are at once
	 * @param rest tells how long after the end of work its turn ends, given how long it
	 * took, in nanoseconds
	 */
	public AsyncSemaphore(int atOnce, LongUnaryOperator rest) {
		this.free = atOnce;
		this.rest = rest;
	}

	/**
	 * Does work once it is its turn, which ends with it and its rest.
	 * @param <T> what it gives
	 * @param work begins the work
	 * @return completed with the work
	 */
	public <T> CompletableFuture<T> take(Supplier<CompletableFuture<T>> work) {
		return turn().thenCompose((turn) -> {
			long begun = System.nanoTime();
			return begin(work)
				.whenComplete((done, failure) -> passAfter(this.rest.applyAsLong(System.nanoTime() - begun)));
		});
	}

	private static <T> CompletableFuture<T> begin(Supplier<CompletableFuture<T>> work) {
		try {
			return work.get();
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	private synchronized CompletableFuture<Void> turn() {
		CompletableFuture<Void> turn = new CompletableFuture<>();
		if (this.free > 0) {
			this.free--;
			turn.complete(null);
		}
		else {
			this.waiting.add(turn);
		}
		return turn;
	}

	private void passAfter(long nanos) {
		if (nanos == 0) {
			pass();
			return;
		}
		Executor later = CompletableFuture.delayedExecutor(nanos, TimeUnit.NANOSECONDS);
		later.execute(this::pass);
	}

	private void pass() {
		CompletableFuture<Void> next = next();
		if (next != null) {
			next.complete(null);
		}
	}

	private synchronized @Nullable CompletableFuture<Void> next() {
		CompletableFuture<Void> next = this.waiting.poll();
		if (next == null) {
			this.free++;
		}
		return next;
	}

}
