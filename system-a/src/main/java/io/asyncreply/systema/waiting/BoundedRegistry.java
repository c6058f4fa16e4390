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

	private final Semaphore free;

	private final int capacity;

	private final ConcurrentHashMap<RequestId, Set<T>> taken = new ConcurrentHashMap<>();

	private volatile boolean closed;

	BoundedRegistry(int capacity) {
		this.capacity = capacity;
		this.free = new Semaphore(capacity);
	}

	/**
	 * Takes a place.
	 * @param id the request to be there for
	 * @param guest who takes it, at most once
	 * @return false if all are taken, or they are closed
	 */
	boolean take(RequestId id, T guest) {
		if (this.closed || !this.free.tryAcquire()) {
			return false;
		}
		this.taken.compute(id, (key, present) -> {
			Set<T> guests = (present != null) ? present : ConcurrentHashMap.newKeySet(1);
			guests.add(guest);
			return guests;
		});
		return true;
	}

	/**
	 * Frees a place, if it was taken and not freed before.
	 * @param id the request
	 * @param guest who took it
	 */
	void free(RequestId id, T guest) {
		this.taken.computeIfPresent(id, (key, guests) -> {
			if (guests.remove(guest)) {
				this.free.release();
			}
			return guests.isEmpty() ? null : guests;
		});
	}

	boolean isTaken(RequestId id) {
		return this.taken.containsKey(id);
	}

	void forEach(RequestId id, Consumer<T> visitor) {
		Set<T> guests = this.taken.get(id);
		if (guests != null) {
			guests.forEach(visitor);
		}
	}

	/**
	 * Lets nobody in any more; who took a place while that happened looks after
	 * {@link #isClosed}.
	 * @param visitor sees those who are there
	 */
	void close(Consumer<T> visitor) {
		this.closed = true;
		this.taken.values().forEach((guests) -> guests.forEach(visitor));
	}

	boolean isClosed() {
		return this.closed;
	}

	int count() {
		return this.capacity - this.free.availablePermits();
	}

}
