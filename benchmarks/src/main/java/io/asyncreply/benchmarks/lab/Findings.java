package io.asyncreply.benchmarks.lab;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/**
 * What an experiment says about the estimates.
 *
 * @param experiment the experiment
 * @param observations what its callers saw
 */
record Findings(Experiment experiment, List<Observation> observations) {

	static final List<String> TITLES = List.of("arrivals", "requests", "without a number", "waits over 1 s",
			"median error of these", "p90 covers of these", "p90 covers of all", "polls");

	private static final double LONG_WAIT = 1;

	List<String> row() {
		List<Observation> predicted = this.observations.stream().filter(Observation::isPredicted).toList();
		List<Observation> waits = predicted.stream().filter((one) -> one.waited() > LONG_WAIT).toList();
		double[] errors = waits.stream().mapToDouble(Observation::relativeError).sorted().toArray();
		double polls = this.observations.stream().mapToInt(Observation::polls).average().orElse(Double.NaN);
		return List.of(this.experiment.title(), number(this.observations.size()),
				number(this.observations.size() - predicted.size()), number(waits.size()),
				percent((errors.length > 0) ? errors[errors.length / 2] : Double.NaN), covered(waits),
				covered(predicted), String.format(Locale.ROOT, "%.2f", polls));
	}

	private static String covered(List<Observation> observations) {
		return percent(observations.stream()
			.map(Observation::isCovered)
			.mapToInt((is) -> is ? 1 : 0)
			.average()
			.orElse(Double.NaN));
	}

	private static String number(int count) {
		return String.format(Locale.ROOT, "%,d", count);
	}

	private static String percent(double share) {
		return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
	}

}
