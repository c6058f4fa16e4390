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

	private static final int MAX_SAMPLES = 4_096;

	private final TreeMap<Instant, Long> samples = new TreeMap<>();

	private long count;

	/**
	 * Begins with what is there already.
	 * @param now the time
	 * @param initialCount how many are there
	 */
	void reset(Instant now, long initialCount) {
		this.samples.clear();
		this.count = initialCount;
		sample(now);
	}

	void add() {
		this.count++;
	}

	/** Notes the count; comes once a second. */
	void sample(Instant now) {
		Map.Entry<Instant, Long> lastSample = this.samples.lastEntry();
		if (lastSample == null || lastSample.getValue() != this.count) {
			this.samples.put(now, this.count);
			if (this.samples.size() > MAX_SAMPLES) {
				downsample();
			}
		}
	}

	/** How many have arrived in all. */
	long count() {
		return this.count;
	}

	/** How many had arrived by a time. */
	double countAt(Instant time) {
		Map.Entry<Instant, Long> before = this.samples.floorEntry(time);
		Map.Entry<Instant, Long> after = this.samples.ceilingEntry(time);
		if (before == null || after == null) {
			return (before == null && after != null) ? after.getValue() : this.count;
		}
		long span = before.getKey().until(after.getKey(), ChronoUnit.MICROS);
		if (span == 0) {
			return before.getValue();
		}
		double fraction = (double) before.getKey().until(time, ChronoUnit.MICROS) / span;
		return before.getValue() + fraction * (after.getValue() - before.getValue());
	}

	private void downsample() {
		Iterator<Instant> oldest = this.samples.keySet().iterator();
		for (int i = 0; i < MAX_SAMPLES / 2; i++) {
			oldest.next();
			if (i % 2 == 1) {
				oldest.remove();
			}
		}
	}

}
