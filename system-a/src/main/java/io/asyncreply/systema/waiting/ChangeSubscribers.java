package io.asyncreply.systema.waiting;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.StoredRequest;

/**
 * Those who follow a request to its end. Join first, then read the row: so that no change
 * falls in between.
 */
public final class ChangeSubscribers {

	private final BoundedRegistry<ChangeSubscriber> subscribers;

	ChangeSubscribers(int capacity) {
		this.subscribers = new BoundedRegistry<>(capacity);
	}

	/**
	 * Lets somebody follow a request.
	 * @param id the request
	 * @param subscriber who follows, until it leaves
	 * @return false if too many follow already, or nobody may any more
	 */
	public boolean subscribe(RequestId id, ChangeSubscriber subscriber) {
		boolean subscribed = this.subscribers.register(id, subscriber);
		if (subscribed && this.subscribers.isClosed()) {
			subscriber.onClose(); // it came while the others were dismissed
		}
		return subscribed;
	}

	/**
	 * Frees the place of a follower, if it has one.
	 * @param id the request
	 * @param subscriber who followed it
	 */
	public void unsubscribe(RequestId id, ChangeSubscriber subscriber) {
		this.subscribers.unregister(id, subscriber);
	}

	/**
	 * Counts those who follow.
	 * @return how many places are taken
	 */
	public int count() {
		return this.subscribers.count();
	}

	void notifySubscribers(StoredRequest stored) {
		this.subscribers.forEach(stored.id(), (subscriber) -> subscriber.onChange(stored));
	}

	/** Sends away those who follow a request that is no more. */
	void closeSubscribers(RequestId id) {
		this.subscribers.forEach(id, ChangeSubscriber::onClose);
	}

	boolean hasSubscribers(RequestId id) {
		return this.subscribers.contains(id);
	}

	void closeAll() {
		this.subscribers.close(ChangeSubscriber::onClose);
	}

}
