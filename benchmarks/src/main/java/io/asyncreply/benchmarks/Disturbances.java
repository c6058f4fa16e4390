package io.asyncreply.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * How much of the machine was not the sides'.
 *
 * @param measurements the windows
 */
record Disturbances(List<Measurement> measurements) {

	@Override
	public String toString() {
		Series all = new Series(this.measurements);
		ToDoubleFunction<Measurement> others = Measurement::othersShare;
		return String.format(Locale.ROOT,
				"Everything else on the machine took %.0f %% of its CPU (at most %.0f %%), the load generator up to %.0f %% of one CPU.%n",
				100 * all.median(others), 100 * all.most(others), 100 * all.most(Measurement::loadGeneratorShare));
	}

}
