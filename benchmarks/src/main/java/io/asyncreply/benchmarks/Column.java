package io.asyncreply.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * A figure of the report.
 *
 * @param title what it is
 * @param format how a value is written
 * @param metric where it comes from; not a number where it could not be measured
 */
record Column(String title, String format, ToDoubleFunction<Measurement> metric) {

	private static final String UNKNOWN = "–";

	static List<Column> all() {
		Stream<Column> outside = Stream.of(new Column("requests/s", "%,.0f", Measurement::requestsPerSecond),
				new Column("p50 ms", "%.1f", (measurement) -> measurement.tally().millisAt(50)),
				new Column("p99 ms", "%.1f", (measurement) -> measurement.tally().millisAt(99)),
				new Column("CPU µs", "%,.0f", Measurement::cpuMicrosPerRequest));
		Stream<Column> cpu = Arrays.stream(Part.values())
			.map((part) -> new Column(part.toString(), "%,.0f", (measured) -> measured.cpuMicrosPerRequest(part)));
		Stream<Column> memory = Stream.of(Part.FRONT, Part.WORKER, Part.BROKER)
			.map((part) -> new Column("RSS " + part, "%,.0f", (measured) -> measured.peakMebibytes(part)));
		return Stream.of(outside, cpu, memory).flatMap((columns) -> columns).toList();
	}

	String value(Series series) {
		return write(this.format, series.median(this.metric));
	}

	/** How many times the other's value. */
	String ratio(Series series, Series other) {
		return write("%.2f", series.median(this.metric) / other.median(this.metric));
	}

	private static String write(String format, double value) {
		return Double.isNaN(value) ? UNKNOWN : String.format(Locale.ROOT, format, value);
	}

}
