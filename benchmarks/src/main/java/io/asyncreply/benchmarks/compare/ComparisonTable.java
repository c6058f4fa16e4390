package io.asyncreply.benchmarks.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;

import io.asyncreply.benchmarks.measure.ProcessRole;
import io.asyncreply.benchmarks.report.MarkdownTable;

/**
 * Table of medians, with ratios to the first side, and a legend.
 */
public final class ComparisonTable {

	private static final String LEGEND = """
			- callers: callers of a closed loop, each submitting again when it is answered; or arrivals per second of an open loop,
			  whose latencies count from the planned arrival
			- first ÷ it: value of the first side divided by the value of this side, median of the rounds
			- min–max: requests/s of the slowest and the fastest round
			- CPU µs: CPU time of all processes for one request, then of the load generator (load), System A or the server of a peer
			  (front), System B or the worker of a peer (worker), RabbitMQ (broker) and PostgreSQL (database)
			- errors: answers with another status or content than expected, and missing answers

			""";

	private final List<MeasuredWindow> windows;

	ComparisonTable(List<MeasuredWindow> windows) {
		this.windows = windows;
	}

	public long errors() {
		return new WindowSeries(this.windows).errors();
	}

	@Override
	public String toString() {
		Map<String, BiFunction<WindowSeries, WindowSeries, Object>> columns = columns();
		MarkdownTable table = new MarkdownTable(columns.keySet().toArray(String[]::new));
		for (List<WindowSeries> sides : WindowSeries.group(this.windows)) {
			for (WindowSeries series : sides) {
				table.add(columns.values().stream().map((cell) -> cell.apply(series, sides.get(0))).toArray());
			}
		}
		return table + "\n" + LEGEND + disturbance();
	}

	private static Map<String, BiFunction<WindowSeries, WindowSeries, Object>> columns() {
		Map<String, BiFunction<WindowSeries, WindowSeries, Object>> columns = new LinkedHashMap<>();
		columns.put("callers", (series, first) -> series.pattern());
		columns.put("side", (series, first) -> series.side().title());
		columns.put("requests/s", median(MeasuredWindow::requestsPerSecond));
		columns.put("first ÷ it", ratio(MeasuredWindow::requestsPerSecond));
		columns.put("min–max", ComparisonTable::range);
		columns.put("p50 ms", median(MeasuredWindow::p50));
		columns.put("p50: first ÷ it", ratio(MeasuredWindow::p50));
		columns.put("p99 ms", median(MeasuredWindow::p99));
		columns.put("CPU µs", median(MeasuredWindow::totalCpuMicros));
		for (ProcessRole role : ProcessRole.values()) {
			columns.put(role.toString(), median((window) -> window.cpuMicros(role)));
		}
		columns.put("errors", (series, first) -> series.errors());
		return columns;
	}

	private static BiFunction<WindowSeries, WindowSeries, Object> median(ToDoubleFunction<MeasuredWindow> metric) {
		return (series, first) -> series.median(metric);
	}

	private static BiFunction<WindowSeries, WindowSeries, Object> ratio(ToDoubleFunction<MeasuredWindow> metric) {
		return (series, first) -> series.medianRatio(metric, first);
	}

	private static String range(WindowSeries series, WindowSeries first) {
		return MarkdownTable.number(series.min(MeasuredWindow::requestsPerSecond)) + "–"
				+ MarkdownTable.number(series.max(MeasuredWindow::requestsPerSecond));
	}

	private String disturbance() {
		WindowSeries all = new WindowSeries(this.windows);
		return String.format(Locale.ROOT,
				"Other processes used %.0f %% of the CPU time (at most %.0f %%), the load generator at most %.0f %% of one CPU.%n",
				all.median(MeasuredWindow::otherPercent), all.max(MeasuredWindow::otherPercent),
				all.max(MeasuredWindow::loadPercent));
	}

}
