package io.asyncreply.systema.ledger.admission;

import java.util.HashMap;
import java.util.Map;

/**
 * Bounds how many open requests one caller may have, those that wait for their commit
 * among them.
 */
final class CallerQuota {

	private final long most;

	/** By open requests, and by those that claim to become one. */
	private final BoundedTally taken = new BoundedTally();

	private final BoundedTally claimed = new BoundedTally();

	/**
	 * Makes shares of which none is taken.
	 * @param most most requests that one caller may have open
	 */
	CallerQuota(long most) {
		this.most = most;
	}

	long most() {
		return this.most;
	}

	/** Says how many requests of each caller are open by the ledger's own count. */
	void recount(Map<String, Long> counts) {
		Map<String, Long> sums = new HashMap<>(counts);
		this.claimed.addTo(sums);
		this.taken.recount(sums);
	}

	/**
	 * Claims a place until {@link #settle}.
	 * @param owner whose place
	 * @throws TooManyOpenRequestsException if there is none
	 */
	void claim(String owner) {
		this.claimed.add(owner);
		if (this.taken.add(owner) > this.most) {
			settle(owner, false);
			throw new TooManyOpenRequestsException(this.most);
		}
	}

	/**
	 * Gives a claimed place to a request that is open now, or back.
	 * @param owner whose place
	 * @param opened whether a request is open
	 */
	void settle(String owner, boolean opened) {
		if (!opened) {
			this.taken.subtract(owner);
		}
		this.claimed.subtract(owner);
	}

	void ended(String owner) {
		this.taken.subtract(owner);
	}

}
