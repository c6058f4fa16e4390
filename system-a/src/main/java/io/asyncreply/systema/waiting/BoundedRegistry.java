package io.asyncreply.systema.waiting;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

import io.asyncreply.messages.RequestId;

/**
 * Who is there for which request: a bounded number, several may be there for one.
 *
 * @param <T> who takes a place; told apart by identity
 */
final class BoundedRegistry<T> {

	private final Semaphore permits;

	private final int capacity;

	private final ConcurrentHashMap<RequestId, Set<T>> registrations = new ConcurrentHashMap<>();

	private volatile boolean closed;

	BoundedRegistry(int capacity) {
		this.capacity = capacity;
		this.permits = new Semaphore(capacity);
	}

	/**
	 * Takes a place.
	 * @param id the request to be there for
	 * @param waiter who takes it, at most once
	 * @return false if all are taken, or they are closed
	 */
	boolean register(RequestId id, T waiter) {
		if (this.closed || !this.permits.tryAcquire()) {
			return false;
		}
		this.registrations.compute(id, (key, existing) -> {
			Set<T> waiters = (existing != null) ? existing : ConcurrentHashMap.newKeySet(1);
			waiters.add(waiter);
			return waiters;
		});
		return true;
	}

	/**
	 * Frees a place, if it was taken and not freed before.
	 * @param id the request
	 * @param waiter who took it
	 */
	void unregister(RequestId id, T waiter) {
		this.registrations.computeIfPresent(id, (key, waiters) -> {
			if (waiters.remove(waiter)) {
				this.permits.release();
			}
			return waiters.isEmpty() ? null : waiters;
		});
	}

	boolean contains(RequestId id) {
		return this.registrations.containsKey(id);
	}

	void forEach(RequestId id, Consumer<T> action) {
		Set<T> waiters = this.registrations.get(id);
		if (waiters != null) {
			waiters.forEach(action);
		}
	}

	/**
	 * Lets nobody in any more; who took a place while that happened looks after
	 * {@link #isClosed}.
	 * @param action sees those who are there
	 */
	void close(Consumer<T> action) {
		this.closed = true;
		this.registrations.values().forEach((waiters) -> waiters.forEach(action));
	}

	boolean isClosed() {
		return this.closed;
	}

	int count() {
		return this.capacity - this.permits.availablePermits();
	}

}
