package io.asyncreply.systema.waiting;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.StoredRequest;

/**
 * Bounded registry of the subscribers of each request. Subscribe first, then read the
 * row, so that no change is missed.
 */
public final class ChangeSubscribers {

	private final Semaphore permits;

	private final int capacity;

	private final ConcurrentHashMap<RequestId, Set<ChangeSubscriber>> subscribers = new ConcurrentHashMap<>();

	private volatile boolean closed;

	ChangeSubscribers(int capacity) {
		this.capacity = capacity;
		this.permits = new Semaphore(capacity);
	}

	/**
	 * Adds a subscriber. One request can have several.
	 * @param id the request
	 * @param subscriber the subscriber, compared by identity and added at most once
	 * @return false if the registry is full or closed
	 */
	public boolean subscribe(RequestId id, ChangeSubscriber subscriber) {
		if (this.closed || !this.permits.tryAcquire()) {
			return false;
		}
		this.subscribers.compute(id, (key, existing) -> {
			Set<ChangeSubscriber> all = (existing != null) ? existing : ConcurrentHashMap.newKeySet(1);
			all.add(subscriber);
			return all;
		});
		if (this.closed) {
			subscriber.onClose(); // The registry was closed meanwhile.
		}
		return true;
	}

	/**
	 * Removes a subscriber, if it is present.
	 * @param id the request
	 * @param subscriber the subscriber
	 */
	public void unsubscribe(RequestId id, ChangeSubscriber subscriber) {
		this.subscribers.computeIfPresent(id, (key, all) -> {
			if (all.remove(subscriber)) {
				this.permits.release();
			}
			return all.isEmpty() ? null : all;
		});
	}

	/** Returns the most subscribers of all requests together. */
	public int capacity() {
		return this.capacity;
	}

	/**
	 * Counts the subscribers of all requests.
	 * @return their number
	 */
	public int count() {
		return this.capacity - this.permits.availablePermits();
	}

	/** Notifies without a long result, so that slow subscribers keep no copies of it. */
	void notifySubscribers(StoredRequest request) {
		StoredRequest change = request.withoutLongResult();
		forEach(change.id(), (subscriber) -> subscriber.onChange(change));
	}

	/** Closes the subscribers of a request that no longer exists. */
	void closeSubscribers(RequestId id) {
		forEach(id, ChangeSubscriber::onClose);
	}

	boolean hasSubscribers(RequestId id) {
		return this.subscribers.containsKey(id);
	}

	/** Closes all subscribers and accepts no new ones. */
	void closeAll() {
		this.closed = true;
		this.subscribers.values().forEach((all) -> all.forEach(ChangeSubscriber::onClose));
	}

	private void forEach(RequestId id, Consumer<ChangeSubscriber> action) {
		Set<ChangeSubscriber> all = this.subscribers.get(id);
		if (all != null) {
			all.forEach(action);
		}
	}

}
