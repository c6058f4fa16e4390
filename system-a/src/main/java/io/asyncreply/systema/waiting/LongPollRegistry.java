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

	private final BoundedRegistry<LongPollWaiter> callers;

	LongPollRegistry(int capacity) {
		this.callers = new BoundedRegistry<>(capacity);
	}

	/**
	 * Waits for a change; several may wait for one request.
	 * @param id the request
	 * @param until which change ends the wait
	 * @param timeout how long to wait at most
	 * @return completed with the row after the change on the thread that made it, or with
	 * a {@link TimeoutException}; cancelling it frees the place; empty if too many
	 * callers wait already, or nobody may wait any more
	 */
	public Optional<CompletableFuture<StoredRequest>> await(RequestId id, Predicate<StoredRequest> until,
			Duration timeout) {
		LongPollWaiter caller = new LongPollWaiter(until, new CompletableFuture<>());
		if (!this.callers.take(id, caller)) {
			return Optional.empty();
		}
		CompletableFuture<StoredRequest> change = caller.change().orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS);
		CompletableFuture<StoredRequest> unused = change
			.whenComplete((entry, timedOut) -> this.callers.free(id, caller));
		if (this.callers.isClosed()) {
			caller.dismiss(); // it came while the others were dismissed
		}
		return Optional.of(change);
	}

	/**
	 * Wakes those who wait for this change.
	 * @param entry the row after the change
	 */
	public void wake(StoredRequest entry) {
		this.callers.forEach(entry.id(), (caller) -> {
			if (caller.until().test(entry)) {
				caller.change().complete(entry);
			}
		});
	}

	/** Whether anybody waits for a change of this request. */
	boolean isAwaited(RequestId id) {
		return this.callers.isTaken(id);
	}

	/** Ends all waits as if their time was over, and lets nobody wait any more. */
	void dismissAll() {
		this.callers.close(LongPollWaiter::dismiss);
	}

	/**
	 * Counts those who wait.
	 * @return how many places are taken
	 */
	public int count() {
		return this.callers.count();
	}

	/**
	 * Somebody who waits.
	 */
	private static final class LongPollWaiter {

		private final Predicate<StoredRequest> until;

		private final CompletableFuture<StoredRequest> change;

		LongPollWaiter(Predicate<StoredRequest> until, CompletableFuture<StoredRequest> change) {
			this.until = until;
			this.change = change;
		}

		Predicate<StoredRequest> until() {
			return this.until;
		}

		CompletableFuture<StoredRequest> change() {
			return this.change;
		}

		void dismiss() {
			this.change.completeExceptionally(new TimeoutException("System A shuts down"));
		}

	}

}
