package io.asyncreply.benchmarks.raw;

import java.util.TreeSet;

/**
 * Up to which publish all are confirmed, in whatever order the confirms come.
 */
final class Confirmed {

	private final TreeSet<Long> beyond = new TreeSet<>();

	private long upTo;

	/**
	 * Takes a confirm.
	 * @return whether more are confirmed without a gap than before
	 */
	boolean add(long number, boolean multiple) {
		long before = this.upTo;
		if (multiple) {
			this.upTo = Math.max(this.upTo, number);
			this.beyond.headSet(this.upTo, true).clear();
		}
		else {
			this.beyond.add(number);
		}
		while (this.beyond.remove(this.upTo + 1)) {
			this.upTo++;
		}
		return this.upTo > before;
	}

	long upTo() {
		return this.upTo;
	}

}
