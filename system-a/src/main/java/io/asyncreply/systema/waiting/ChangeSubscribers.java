package io.asyncreply.systema.waiting;

import io.asyncreply.messages.RequestId;
import io.asyncreply.systema.ledger.model.StoredRequest;

/**
 * Those who follow a request to its end. Join first, then read the row: so that no change
 * falls in between.
 */
public final class ChangeSubscribers {

	private final BoundedRegistry<ChangeSubscriber> places;

	ChangeSubscribers(int capacity) {
		this.places = new BoundedRegistry<>(capacity);
	}

	/**
	 * Lets somebody follow a request.
	 * @param id the request
	 * @param follower who follows, until it leaves
	 * @return false if too many follow already, or nobody may any more
	 */
	public boolean join(RequestId id, ChangeSubscriber follower) {
		boolean joined = this.places.take(id, follower);
		if (joined && this.places.isClosed()) {
			follower.dismissed(); // it came while the others were dismissed
		}
		return joined;
	}

	/**
	 * Frees the place of a follower, if it has one.
	 * @param id the request
	 * @param follower who followed it
	 */
	public void leave(RequestId id, ChangeSubscriber follower) {
		this.places.free(id, follower);
	}

	/**
	 * Counts those who follow.
	 * @return how many places are taken
	 */
	public int count() {
		return this.places.count();
	}

	void tell(StoredRequest entry) {
		this.places.forEach(entry.id(), (follower) -> follower.changed(entry));
	}

	/** Sends away those who follow a request that is no more. */
	void dismiss(RequestId id) {
		this.places.forEach(id, ChangeSubscriber::dismissed);
	}

	boolean isFollowed(RequestId id) {
		return this.places.isTaken(id);
	}

	void dismissAll() {
		this.places.close(ChangeSubscriber::dismissed);
	}

}
