package io.asyncreply.benchmarks;

import java.util.List;

/**
 * What the measurements say, in a table.
 */
final class Report {

	private static final String LEGEND = """
			Callers: how many waited at once, each asking again when it was answered; or how many came in a second, at random, and
			their latency counts from when they came. A and B, and the raw client with what it asks of the broker, lose nothing; the
			peers may lose requests at a restart, and JeroMQ and the queues keep nothing and speak no HTTP.
			"first ÷ it" is the first side's value over this one's, the median of the rounds' ratios. from–to: the rounds' requests/s.
			CPU: time of all processes for one request, then each one's. RSS: most memory held, MiB.
			load: this load generator; front: System A, or what stands in for it; worker: System B, or what stands in for it.
			Faults: another status or another answer than expected, or none.
			""";

	private final List<Measurement> measurements;

	Report(List<Measurement> measurements) {
		this.measurements = List.copyOf(measurements);
	}

	long faults() {
		return this.measurements.stream().mapToLong((measurement) -> measurement.tally().faults()).sum();
	}

	@Override
	public String toString() {
		return String.join("\n", medians().toString(), LEGEND, new Disturbances(this.measurements).toString());
	}

	private Table medians() {
		List<Column> columns = Column.all();
		Table table = new Table(columns.stream().map(Column::title).toList());
		for (List<Series> rivals : Series.of(this.measurements)) {
			for (Series series : rivals) {
				table.add(columns.stream().map((column) -> column.cell().apply(series, rivals.get(0))).toList());
			}
		}
		return table;
	}

}
