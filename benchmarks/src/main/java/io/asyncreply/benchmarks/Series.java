package io.asyncreply.benchmarks;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * All windows of one side with one number of callers, in the order they were measured.
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

	/** The middle one, or the mean of the two in the middle. */
	double median(ToDoubleFunction<Measurement> metric) {
		double[] values = this.measurements.stream().mapToDouble(metric).sorted().toArray();
		return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
	}

	long faults() {
		return this.measurements.stream().mapToLong((measurement) -> measurement.tally().faults()).sum();
	}

	String side() {
		return this.measurements.get(0).side().name();
	}

	int callers() {
		return this.measurements.get(0).callers();
	}

}
