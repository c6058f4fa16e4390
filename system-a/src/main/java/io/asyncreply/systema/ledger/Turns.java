package io.asyncreply.systema.ledger;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;

/**
 * Lets so many into the writer's queue at once; the others wait in their order, on no
 * thread. How many may wait is bounded by those who come.
 */
final class Turns {

	private final Deque<CompletableFuture<Void>> waiting = new ArrayDeque<>();

	private int free;

	Turns(int atOnce) {
		this.free = atOnce;
	}

	/**
	 * Does work once it is its turn, which ends with it.
	 * @param <T> what it gives
	 * @param work begins the work
	 * @return completed with the work
	 */
	<T> CompletableFuture<T> take(Supplier<CompletableFuture<T>> work) {
		return turn().thenCompose((turn) -> work.get()).whenComplete((done, failure) -> pass());
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
