package io.asyncreply.benchmarks.compare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

import io.asyncreply.benchmarks.load.LoadPattern;

/**
 * All time windows of one side with the same load, in the order of the rounds.
 *
 * @param windows the time windows, at least one
 */
public record WindowSeries(List<MeasuredWindow> windows) {

	/**
	 * Groups time windows by load, and then by side.
	 */
	static List<List<WindowSeries>> group(List<MeasuredWindow> windows) {
		Map<LoadPattern, Map<ComparedSide, List<MeasuredWindow>>> groups = windows.stream()
			.collect(Collectors.groupingBy(MeasuredWindow::pattern, LinkedHashMap::new,
					Collectors.groupingBy(MeasuredWindow::side, LinkedHashMap::new, Collectors.toList())));
		return groups.values()
			.stream()
			.map((sides) -> sides.values().stream().map(WindowSeries::new).toList())
			.toList();
	}

	ComparedSide side() {
		return this.windows.get(0).side();
	}

	LoadPattern pattern() {
		return this.windows.get(0).pattern();
	}

	long errors() {
		return this.windows.stream().mapToLong((window) -> window.answers().errors()).sum();
	}

	double median(ToDoubleFunction<MeasuredWindow> metric) {
		return median(values(metric));
	}

	double min(ToDoubleFunction<MeasuredWindow> metric) {
		return values(metric).min().orElseThrow();
	}

	double max(ToDoubleFunction<MeasuredWindow> metric) {
		return values(metric).max().orElseThrow();
	}

	/**
	 * Median of the ratios of each round.
	 */
	double medianRatio(ToDoubleFunction<MeasuredWindow> metric, WindowSeries first) {
		return median(IntStream.range(0, Math.min(this.windows.size(), first.windows.size()))
			.mapToDouble((round) -> metric.applyAsDouble(first.windows.get(round))
					/ metric.applyAsDouble(this.windows.get(round))));
	}

	private DoubleStream values(ToDoubleFunction<MeasuredWindow> metric) {
		return this.windows.stream().mapToDouble(metric);
	}

	/**
	 * Calculates a median.
	 * @param values at least one number
	 * @return the middle one, or the mean of the two in the middle
	 */
	public static double median(DoubleStream values) {
		double[] sorted = values.sorted().toArray();
		return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
	}

}
