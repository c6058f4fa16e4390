package io.asyncreply.benchmarks;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * A figure of the report.
 *
 * @param title what it is
 * @param cell writes it for a series, compared with that of the first side
 */
record Column(String title, BiFunction<Series, Series, String> cell) {

	private static final String UNKNOWN = "–";

	static List<Column> all() {
		Stream<Column> outside = Stream.of(new Column("callers", (series, first) -> series.pattern().toString()),
				new Column("side", (series, first) -> series.side().name()),
				median("requests/s", "%,.0f", Measurement::requestsPerSecond),
				ratio("first ÷ it", Measurement::requestsPerSecond), range("from–to", Measurement::requestsPerSecond),
				median("p50 ms", "%.2f", Measurement::p50), ratio("first ÷ it", Measurement::p50),
				median("p99 ms", "%.2f", Measurement::p99),
				median("CPU µs", "%,.1f", Measurement::cpuMicrosPerRequest));
		Stream<Column> cpu = Arrays.stream(Part.values())
			.map((part) -> median(part.toString(), "%,.0f", (measured) -> measured.cpuMicrosPerRequest(part)));
		Stream<Column> memory = Stream.of(Part.FRONT, Part.WORKER, Part.BROKER, Part.DATABASE)
			.map((part) -> median("RSS " + part, "%,.0f", (measured) -> measured.peakMebibytes(part)));
		Stream<Column> faults = Stream.of(new Column("faults", (series, first) -> String.valueOf(series.faults())));
		return Stream.of(outside, cpu, memory, faults).flatMap((columns) -> columns).toList();
	}

	/** The median; a metric that is not a number could not be measured. */
	static Column median(String title, String format, ToDoubleFunction<Measurement> metric) {
		return new Column(title, (series, first) -> write(format, series.median(metric)));
	}

	/** How many times the first side's value is this one's. */
	static Column ratio(String title, ToDoubleFunction<Measurement> metric) {
		return new Column(title, (series, first) -> write("%.2f", series.medianRatio(metric, first)));
	}

	/** The least and the most. */
	static Column range(String title, ToDoubleFunction<Measurement> metric) {
		return new Column(title,
				(series, first) -> write("%,.0f", series.least(metric)) + "–" + write("%,.0f", series.most(metric)));
	}

	private static String write(String format, double value) {
		return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : UNKNOWN;
	}

}
