package io.asyncreply.benchmarks.peer;

import java.util.TreeSet;

/**
 * Tracks publisher confirms, which can arrive in any order.
 */
final class ConfirmTracker {

	private final TreeSet<Long> confirmed = new TreeSet<>();

	private long upTo;

	/**
	 * Records a confirm.
	 * @param number sequence number of the message
	 * @param multiple whether all earlier messages are confirmed too
	 * @return whether {@link #upTo} has grown
	 */
	boolean confirm(long number, boolean multiple) {
		long before = this.upTo;
		if (multiple) {
			this.upTo = Math.max(this.upTo, number);
			this.confirmed.headSet(this.upTo, true).clear();
		}
		else {
			this.confirmed.add(number);
		}
		while (this.confirmed.remove(this.upTo + 1)) {
			this.upTo++;
		}
		return this.upTo > before;
	}

	/**
	 * The number up to which all messages are confirmed.
	 */
	long upTo() {
		return this.upTo;
	}

}
