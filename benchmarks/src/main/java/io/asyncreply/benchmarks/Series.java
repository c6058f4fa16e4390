package io.asyncreply.benchmarks;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * All windows of one side that was asked in one way, in the order they were measured.
 *
 * @param measurements the windows, at least one
 */
record Series(List<Measurement> measurements) {

	Series {
		if (measurements.isEmpty()) {
			throw new IllegalArgumentException("A series needs a measurement");
		}
		measurements = List.copyOf(measurements);
	}

	/** Sorts windows by the way in which was asked, then by side. */
	static List<List<Series>> of(List<Measurement> measurements) {
		Map<Pattern, Map<Side, List<Measurement>>> groups = measurements.stream()
			.collect(Collectors.groupingBy(Measurement::pattern, LinkedHashMap::new,
					Collectors.groupingBy(Measurement::side, LinkedHashMap::new, Collectors.toList())));
		return groups.values().stream().map((sides) -> sides.values().stream().map(Series::new).toList()).toList();
	}

	double median(ToDoubleFunction<Measurement> metric) {
		return median(values(metric));
	}

	/** Of the rounds' ratios, how many times this value the other's is. */
	double medianRatio(ToDoubleFunction<Measurement> metric, Series other) {
		double[] own = values(metric).toArray();
		double[] others = other.values(metric).toArray();
		return median(IntStream.range(0, Math.min(own.length, others.length))
			.mapToDouble((round) -> others[round] / own[round]));
	}

	/** The middle one, or the mean of the two in the middle. */
	private static double median(DoubleStream values) {
		double[] sorted = values.sorted().toArray();
		return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
	}

	double least(ToDoubleFunction<Measurement> metric) {
		return values(metric).min().orElseThrow();
	}

	double most(ToDoubleFunction<Measurement> metric) {
		return values(metric).max().orElseThrow();
	}

	private DoubleStream values(ToDoubleFunction<Measurement> metric) {
		return this.measurements.stream().mapToDouble(metric);
	}

	long faults() {
		return this.measurements.stream().mapToLong((measurement) -> measurement.tally().faults()).sum();
	}

	Side side() {
		return this.measurements.get(0).side();
	}

	Pattern pattern() {
		return this.measurements.get(0).pattern();
	}

}
