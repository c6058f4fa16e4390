package io.asyncreply.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What the measurements say, in tables.
 */
final class Report {

	private static final String LEGEND = """
			CPU: time of all processes for one request, then each one's. RSS: most memory held, MiB.
			load: this load generator; front: System A, or the peer's controller; worker: System B, or the peer's listener.
			Faults: another status than 200, another answer than the question's, or none. Each side's ratio is to the last side.
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
		return String.join("\n", medians().toString(), LEGEND, rounds().toString(), disturbances());
	}

	private Table medians() {
		List<Column> columns = Column.all();
		Table table = new Table(row("callers", "side", columns.stream().map(Column::title), "faults"));
		for (List<Series> rivals : byCallers()) {
			Series last = rivals.get(rivals.size() - 1);
			String callers = String.valueOf(last.callers());
			for (Series series : rivals) {
				table.add(row(callers, series.side(), columns.stream().map((column) -> column.value(series)),
						String.valueOf(series.faults())));
			}
			for (Series series : rivals.subList(0, rivals.size() - 1)) {
				table.add(row(callers, series.side() + ", ratio",
						columns.stream().map((column) -> column.ratio(series, last)), ""));
			}
		}
		return table;
	}

	private Table rounds() {
		int rounds = byCallers().get(0).get(0).measurements().size();
		Stream<String> titles = IntStream.rangeClosed(1, rounds).mapToObj((round) -> "round " + round);
		Table table = new Table(row("callers", "side", titles));
		byCallers().stream()
			.flatMap(List::stream)
			.forEach((series) -> table.add(row(String.valueOf(series.callers()), series.side(),
					series.measurements()
						.stream()
						.map((one) -> String.format(Locale.ROOT, "%,.0f", one.requestsPerSecond())))));
		return table;
	}

	private String disturbances() {
		return String.format(Locale.ROOT,
				"Everything else on the machine took %.0f %% of its CPU (at most %.0f %%), the load generator up to %.0f %% of one CPU.%n",
				100 * new Series(this.measurements).median(Measurement::othersShare),
				100 * most(Measurement::othersShare), 100 * most(Measurement::loadGeneratorShare));
	}

	private double most(ToDoubleFunction<Measurement> metric) {
		return this.measurements.stream().mapToDouble(metric).max().orElseThrow();
	}

	private List<List<Series>> byCallers() {
		Map<Integer, Map<String, List<Measurement>>> groups = this.measurements.stream()
			.collect(Collectors.groupingBy(Measurement::callers, LinkedHashMap::new, Collectors
				.groupingBy((measurement) -> measurement.side().name(), LinkedHashMap::new, Collectors.toList())));
		return groups.values().stream().map((sides) -> sides.values().stream().map(Series::new).toList()).toList();
	}

	private static List<String> row(String callers, String side, Stream<String> cells, String... last) {
		List<String> row = new ArrayList<>(List.of(callers, side));
		cells.forEach(row::add);
		row.addAll(Arrays.asList(last));
		return row;
	}

}
