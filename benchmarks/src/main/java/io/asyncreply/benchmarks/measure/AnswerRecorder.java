package io.asyncreply.benchmarks.measure;

import java.util.concurrent.TimeUnit;

import org.HdrHistogram.Histogram;

import org.springframework.util.StringUtils;

/**
 * Records the latencies of correct answers and counts errors. An error is another status
 * or another answer than expected, or no answer.
 */
public final class AnswerRecorder {

	private static final long MAX_MICROS = TimeUnit.MINUTES.toMicros(2);

	private final Histogram micros = new Histogram(MAX_MICROS, 3);

	private long errors;

	/**
	 * Reads latencies that another program has recorded.
	 * @param latencies pairs of a latency in µs and its count, such as
	 * {@code 150:3 151:12}
	 * @return the recorder
	 */
	public static AnswerRecorder parse(String latencies) {
		AnswerRecorder answers = new AnswerRecorder();
		for (String latency : StringUtils.tokenizeToStringArray(latencies, " ")) {
			String[] parts = StringUtils.delimitedListToStringArray(latency, ":");
			answers.micros.recordValueWithCount(Math.min(Long.parseLong(parts[0]), MAX_MICROS),
					Long.parseLong(parts[1]));
		}
		return answers;
	}

	public synchronized void recordAnswer(long nanos) {
		this.micros.recordValue(Math.min(TimeUnit.NANOSECONDS.toMicros(nanos), MAX_MICROS));
	}

	public synchronized void recordError() {
		this.errors++;
	}

	public synchronized void add(AnswerRecorder other) {
		this.micros.add(other.micros);
		addErrorsOf(other);
	}

	public synchronized void addErrorsOf(AnswerRecorder other) {
		this.errors += other.errors;
	}

	public synchronized long answers() {
		return this.micros.getTotalCount();
	}

	public synchronized long errors() {
		return this.errors;
	}

	public synchronized double millisAt(double percentile) {
		return this.micros.getValueAtPercentile(percentile) / 1_000.0;
	}

}
