package io.asyncreply.systema.estimation;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many requests had arrived in a queue by which time: it tells how many are before
 * one, without asking the ledger. Bounded: the older half is thinned out when it gets too
 * long, and what lies between two notes is interpolated.
 */
final class ArrivalLog {

	private static final int MOST_NOTES = 4_096;

	private final TreeMap<Instant, Long> notes = new TreeMap<>();

	private long count;

	/**
	 * Begins with what is there already.
	 * @param now the time
	 * @param present how many are there
	 */
	void begin(Instant now, long present) {
		this.notes.clear();
		this.count = present;
		note(now);
	}

	void add() {
		this.count++;
	}

	/** Notes the count; comes once a second. */
	void note(Instant now) {
		Map.Entry<Instant, Long> last = this.notes.lastEntry();
		if (last == null || last.getValue() != this.count) {
			this.notes.put(now, this.count);
			if (this.notes.size() > MOST_NOTES) {
				thinOut();
			}
		}
	}

	/** How many have arrived in all. */
	long count() {
		return this.count;
	}

	/** How many had arrived by a time. */
	double countBy(Instant time) {
		Map.Entry<Instant, Long> before = this.notes.floorEntry(time);
		Map.Entry<Instant, Long> after = this.notes.ceilingEntry(time);
		if (before == null || after == null) {
			return (before == null && after != null) ? after.getValue() : this.count;
		}
		long span = before.getKey().until(after.getKey(), ChronoUnit.MICROS);
		if (span == 0) {
			return before.getValue();
		}
		double part = (double) before.getKey().until(time, ChronoUnit.MICROS) / span;
		return before.getValue() + part * (after.getValue() - before.getValue());
	}

	private void thinOut() {
		Iterator<Instant> oldest = this.notes.keySet().iterator();
		for (int i = 0; i < MOST_NOTES / 2; i++) {
			oldest.next();
			if (i % 2 == 1) {
				oldest.remove();
			}
		}
	}

}
