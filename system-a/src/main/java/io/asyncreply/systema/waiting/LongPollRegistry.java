package io.asyncreply.systema.waiting;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.StoredRequest;

/**
 * The callers who wait for a request to change. Register first, then read the row, then
 * wait: so that no change falls in between.
 */
public final class LongPollRegistry {

	private final BoundedRegistry<LongPollWaiter> waiters;

	LongPollRegistry(int capacity) {
		this.waiters = new BoundedRegistry<>(capacity);
	}

	/**
	 * Waits for a change; several may wait for one request.
	 * @param id the request
	 * @param condition which change ends the wait
	 * @param timeout how long to wait at most
	 * @return completed with the row after the change on the thread that made it, or with
	 * a {@link TimeoutException}; cancelling it frees the place; empty if too many
	 * callers wait already, or nobody may wait any more
	 */
	public Optional<CompletableFuture<StoredRequest>> await(RequestId id, Predicate<StoredRequest> condition,
			Duration timeout) {
		LongPollWaiter waiter = new LongPollWaiter(condition, new CompletableFuture<>());
		if (!this.waiters.register(id, waiter)) {
			return Optional.empty();
		}
		CompletableFuture<StoredRequest> change = waiter.change().orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
		change.whenComplete((stored, failure) -> this.waiters.unregister(id, waiter));
		if (this.waiters.isClosed()) {
			waiter.timeOut(); // it came while the others were dismissed
		}
		return Optional.of(change);
	}

	/**
	 * Wakes those who wait for this change.
	 * @param stored the row after the change
	 */
	public void notifyWaiters(StoredRequest stored) {
		this.waiters.forEach(stored.id(), (waiter) -> {
			if (waiter.condition().test(stored)) {
				waiter.change().complete(stored);
			}
		});
	}

	/** Whether anybody waits for a change of this request. */
	boolean hasWaiters(RequestId id) {
		return this.waiters.contains(id);
	}

	/** Ends all waits as if their time was over, and lets nobody wait any more. */
	void closeAll() {
		this.waiters.close(LongPollWaiter::timeOut);
	}

	/**
	 * Counts those who wait.
	 * @return how many places are taken
	 */
	public int count() {
		return this.waiters.count();
	}

	/**
	 * Somebody who waits.
	 */
	private static final class LongPollWaiter {

		private final Predicate<StoredRequest> condition;

		private final CompletableFuture<StoredRequest> change;

		LongPollWaiter(Predicate<StoredRequest> condition, CompletableFuture<StoredRequest> change) {
			this.condition = condition;
			this.change = change;
		}

		Predicate<StoredRequest> condition() {
			return this.condition;
		}

		CompletableFuture<StoredRequest> change() {
			return this.change;
		}

		void timeOut() {
			this.change.completeExceptionally(new TimeoutException("System A shuts down"));
		}

	}

}
