package io.asyncreply.systema.ledger.admission;

import java.util.HashMap;
import java.util.Map;

/**
 * Bounds how many open requests one caller may have, those that wait for their commit
 * among them.
 */
final class CallerQuota {

	private final long limit;

	/** By open requests, and by those that claim to become one. */
	private final BoundedTally openOrReserved = new BoundedTally();

	private final BoundedTally reserved = new BoundedTally();

	/**
	 * Makes shares of which none is taken.
	 * @param limit most requests that one caller may have open
	 */
	CallerQuota(long limit) {
		this.limit = limit;
	}

	long limit() {
		return this.limit;
	}

	/** Says how many requests of each caller are open by the ledger's own count. */
	void resetCounts(Map<String, Long> counts) {
		Map<String, Long> sums = new HashMap<>(counts);
		this.reserved.addAllTo(sums);
		this.openOrReserved.replaceAll(sums);
	}

	/**
	 * Claims a place until {@link #complete}.
	 * @param owner whose place
	 * @throws TooManyOpenRequestsException if there is none
	 */
	void reserve(String owner) {
		this.reserved.increment(owner);
		if (this.openOrReserved.increment(owner) > this.limit) {
			complete(owner, false);
			throw new TooManyOpenRequestsException(this.limit);
		}
	}

	/**
	 * Gives a claimed place to a request that is open now, or back.
	 * @param owner whose place
	 * @param opened whether a request is open
	 */
	void complete(String owner, boolean opened) {
		if (!opened) {
			this.openOrReserved.decrement(owner);
		}
		this.reserved.decrement(owner);
	}

	void release(String owner) {
		this.openOrReserved.decrement(owner);
	}

}
