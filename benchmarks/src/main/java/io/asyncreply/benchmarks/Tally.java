package io.asyncreply.benchmarks;

import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;
import org.springframework.util.StringUtils;

/**
 * What came back: the latencies of the right answers, and the count of everything else.
 */
public final class Tally {

	private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(2);

	private final Histogram micros = new Histogram(LONGEST_MICROS, 3);

	private long faults;

	/**
	 * Reads what another program has counted.
	 * @param latencies each latency in µs, a colon and its count, with blanks between
	 */
	static Tally parse(String latencies) {
		Tally tally = new Tally();
		for (String latency : StringUtils.tokenizeToStringArray(latencies, " ")) {
			int colon = latency.indexOf(':');
			tally.micros.recordValueWithCount(Math.min(Long.parseLong(latency, 0, colon, 10), LONGEST_MICROS),
					Long.parseLong(latency, colon + 1, latency.length(), 10));
		}
		return tally;
	}

	public void answered(long nanos) {
		this.micros.recordValue(Math.min(TimeUnit.NANOSECONDS.toMicros(nanos), LONGEST_MICROS));
	}

	/** Another status, another answer than the question's, or none at all. */
	public void failed() {
		this.faults++;
	}

	/** Takes over the faults of the time before or after, whose answers do not count. */
	void addFaultsOf(Tally other) {
		this.faults += other.faults;
	}

	public long answers() {
		return this.micros.getTotalCount();
	}

	public long faults() {
		return this.faults;
	}

	public double millisAt(double percentile) {
		return this.micros.getValueAtPercentile(percentile) / 1_000.0;
	}

}
