package io.asyncreply.benchmarks;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/**
 * What pairs make of their slots while more requests wait than there are slots.
 */
final class SlowReport {

	private static final String LEGEND = """
			limit: slots over the time that the work lasts. mean work: what a handler took, by System A's count; what it took longer than
			it was told is the machine's. slots at work: the share of the time in which a slot had a handler running; in the rest it waited
			for its next request. That count goes back a minute, over several rounds, so that both may be wrong by a hundredth.
			CPU: time of all processes for one request. Reach: 0.95 of the limit, aim: 0.99.
			""";

	private final List<Measurement> measurements;

	private final Map<String, Capacity> capacities;

	/**
	 * Makes the report.
	 * @param measurements the windows
	 * @param capacities of each side, by its name
	 */
	SlowReport(List<Measurement> measurements, Map<String, Capacity> capacities) {
		this.measurements = List.copyOf(measurements);
		this.capacities = Map.copyOf(capacities);
	}

	long faults() {
		return this.measurements.stream().mapToLong((measurement) -> measurement.tally().faults()).sum();
	}

	@Override
	public String toString() {
		List<Column> columns = columns();
		Table table = new Table(columns.stream().map(Column::title).toList());
		for (Series series : Series.of(this.measurements).get(0)) {
			table.add(columns.stream().map((column) -> column.cell().apply(series, series)).toList());
		}
		return String.join("\n", table.toString(), LEGEND, new Disturbances(this.measurements).toString());
	}

	private List<Column> columns() {
		return List.of(new Column("A and B", (series, first) -> series.side().name()),
				Column.median("requests/s", "%,.0f", Measurement::requestsPerSecond),
				Column.range("from–to", Measurement::requestsPerSecond), derived("limit", "%,.0f", SlowReport::limit),
				Column.median("of its limit", "%.3f",
						(measurement) -> measurement.requestsPerSecond() / limit(capacity(measurement))),
				derived("mean work ms", "%.2f", Capacity::meanMillis),
				Column.median("slots at work", "%.3f",
						(measurement) -> measurement.requestsPerSecond() / capacity(measurement).perSecond()),
				Column.median("p50 ms", "%.0f", Measurement::p50), Column.median("p99 ms", "%.0f", Measurement::p99),
				Column.median("CPU µs", "%,.0f", Measurement::cpuMicrosPerRequest),
				new Column("faults", (series, first) -> String.valueOf(series.faults())));
	}

	private Column derived(String title, String format, ToDoubleFunction<Capacity> figure) {
		return Column.median(title, format, (measurement) -> figure.applyAsDouble(capacity(measurement)));
	}

	private static double limit(Capacity capacity) {
		return 1_000.0 * capacity.slots() / SlowWork.MILLIS;
	}

	private Capacity capacity(Measurement measurement) {
		return Objects.requireNonNull(this.capacities.get(measurement.side().name()));
	}

}
