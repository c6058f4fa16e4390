package io.asyncreply.systema.estimation;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Log of the number of requests that had arrived in a queue by which time. With it the
 * requests ahead of another one are counted without reading the ledger. Counts between
 * two samples are interpolated. A log of more than 4,096 samples loses every second
 * sample of its older half.
 */
final class ArrivalLog {

	private static final int MAX_SAMPLES = 4_096;

	private final TreeMap<Instant, Long> samples = new TreeMap<>();

	private long count;

	/**
	 * Restarts the log.
	 * @param now the present time
	 * @param initialCount requests that have arrived before
	 */
	void reset(Instant now, long initialCount) {
		this.samples.clear();
		this.count = initialCount;
		sample(now);
	}

	void add() {
		this.count++;
	}

	/**
	 * Adds a sample if the count has changed; called once a second.
	 * @param now the present time
	 */
	void sample(Instant now) {
		Map.Entry<Instant, Long> lastSample = this.samples.lastEntry();
		if (lastSample == null || lastSample.getValue() != this.count) {
			this.samples.put(now, this.count);
			if (this.samples.size() > MAX_SAMPLES) {
				downsample();
			}
		}
	}

	/** Returns the number of requests that have arrived. */
	long count() {
		return this.count;
	}

	/**
	 * Returns the number of requests that had arrived by a time.
	 * @param time the time
	 */
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
