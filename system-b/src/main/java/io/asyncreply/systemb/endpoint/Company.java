package io.asyncreply.systemb.endpoint;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The requests that came in one frame and have no reply yet: the last of them takes the
 * replies of the others along.
 */
final class Company {

	/** The frame counts as one of them until all of it is read. */
	private final AtomicInteger members = new AtomicInteger(1);

	void join() {
		this.members.incrementAndGet();
	}

	/**
	 * Leaves the company.
	 * @return whether nobody is left
	 */
	boolean leave() {
		return this.members.decrementAndGet() == 0;
	}

}
