package io.asyncreply.systema.ledger.admission;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts by name. Only names with a count take room, and no more than so many are known:
 * others count as nothing.
 */
public final class BoundedTally {

	public static final int MAX_NAMES = 100_000;

	private final Map<String, Long> counts = new ConcurrentHashMap<>();

	/** Gives the new count. */
	long increment(String name) {
		boolean known = this.counts.size() < MAX_NAMES || this.counts.containsKey(name);
		return known ? this.counts.merge(name, 1L, Long::sum) : 0;
	}

	void decrement(String name) {
		this.counts.computeIfPresent(name, (key, count) -> (count > 1) ? count - 1 : null);
	}

	/** Adds all counts to those of others. */
	void addAllTo(Map<String, Long> otherCounts) {
		this.counts.forEach((name, count) -> otherCounts.merge(name, count, Long::sum));
	}

	/** Replaces all counts by others, none of them zero. */
	void replaceAll(Map<String, Long> otherCounts) {
		this.counts.keySet().retainAll(otherCounts.keySet());
		this.counts.putAll(otherCounts);
	}

}
