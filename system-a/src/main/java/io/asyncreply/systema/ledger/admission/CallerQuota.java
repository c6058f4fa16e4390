package io.asyncreply.systema.ledger.admission;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Limits the open requests of each caller, including those that wait for their commit.
 */
final class CallerQuota {

	/** Most callers whose requests are counted; the limit does not apply to others. */
	static final int MAX_CALLERS = 100_000;

	private final long limit;

	private final BoundedTally openOrReserved = new BoundedTally();

	private final BoundedTally reserved = new BoundedTally();

	/**
	 * Creates a quota without open requests.
	 * @param limit most open requests of one caller
	 */
	CallerQuota(long limit) {
		this.limit = limit;
	}

	long limit() {
		return this.limit;
	}

	/** Replaces the counts by those of the ledger; reservations stay. */
	void resetCounts(Map<String, Long> counts) {
		Map<String, Long> sums = new HashMap<>(counts);
		this.reserved.addAllTo(sums);
		this.openOrReserved.replaceAll(sums);
	}

	/**
	 * Reserves room for an open request until {@link #confirm} or {@link #release}.
	 * @param owner the caller
	 * @throws RequestRejectedException if the caller has reached the limit
	 */
	void reserve(String owner) {
		this.reserved.increment(owner);
		if (this.openOrReserved.increment(owner) > this.limit) {
			release(owner);
			throw new RequestRejectedException(RequestRejectedException.RejectionReason.TOO_MANY_OPEN,
					"The limit of " + this.limit + " open requests of one caller has been reached");
		}
	}

	/** Turns a reservation into an open request. */
	void confirm(String owner) {
		this.reserved.decrement(owner);
	}

	/** Releases a reservation. */
	void release(String owner) {
		this.openOrReserved.decrement(owner);
		this.reserved.decrement(owner);
	}

	/** Removes an open request that has ended. */
	void onRequestEnded(String owner) {
		this.openOrReserved.decrement(owner);
	}

	/**
	 * Counts by name. Names without a count use no memory. New names beyond
	 * {@value CallerQuota#MAX_CALLERS} are not counted.
	 */
	private static final class BoundedTally {

		private final Map<String, Long> counts = new ConcurrentHashMap<>();

		/** Returns the new count, 0 for a name that is not counted. */
		long increment(String name) {
			boolean known = this.counts.size() < MAX_CALLERS || this.counts.containsKey(name);
			return known ? this.counts.merge(name, 1L, Long::sum) : 0;
		}

		void decrement(String name) {
			this.counts.computeIfPresent(name, (key, count) -> (count > 1) ? count - 1 : null);
		}

		void addAllTo(Map<String, Long> otherCounts) {
			this.counts.forEach((name, count) -> otherCounts.merge(name, count, Long::sum));
		}

		/** Replaces all counts; none of the new ones is zero. */
		void replaceAll(Map<String, Long> newCounts) {
			this.counts.keySet().retainAll(newCounts.keySet());
			this.counts.putAll(newCounts);
		}

	}

}
