package io.asyncreply.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

import io.asyncreply.benchmarks.report.MarkdownTable;
import io.asyncreply.benchmarks.report.SvgPlot;

/**
 * Errors of the estimates in one scenario, as a table row and a plot.
 *
 * @param scenario the scenario
 * @param outcomes the outcomes of all requests
 */
record EstimateSummary(ArrivalScenario scenario, List<EstimateOutcome> outcomes) {

	private static final double LONG_WAIT_SECONDS = 1;

	private static final int MAX_POINTS = 300;

	static MarkdownTable newTable() {
		return new MarkdownTable("arrivals", "requests", "without estimate", "waits over 1 s", "median error of these",
				"p90 covers of these", "p90 covers of all");
	}

	void addTo(MarkdownTable table) {
		List<EstimateOutcome> predicted = predicted();
		List<EstimateOutcome> waits = predicted.stream().filter((one) -> one.waited() > LONG_WAIT_SECONDS).toList();
		double[] errors = waits.stream().mapToDouble(EstimateOutcome::relativeError).sorted().toArray();
		table.add(this.scenario.title(), this.outcomes.size(), this.outcomes.size() - predicted.size(), waits.size(),
				percent((errors.length > 0) ? errors[errors.length / 2] : Double.NaN), covered(waits),
				covered(predicted));
	}

	private List<EstimateOutcome> predicted() {
		return this.outcomes.stream().filter(EstimateOutcome::isPredicted).toList();
	}

	private static String covered(List<EstimateOutcome> outcomes) {
		return percent(outcomes.stream().mapToInt((one) -> one.isCovered() ? 1 : 0).average().orElse(Double.NaN));
	}

	private static String percent(double share) {
		return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
	}

	/**
	 * Plots predicted and measured delays of at most 300 requests by the time of
	 * submission.
	 */
	SvgPlot plot() {
		List<EstimateOutcome> predicted = predicted();
		int step = 1 + predicted.size() / MAX_POINTS;
		List<EstimateOutcome> points = IntStream.range(0, predicted.size() / step)
			.mapToObj((i) -> predicted.get(i * step))
			.toList();
		double longest = Math.max(max(points, EstimateOutcome::delay), max(points, EstimateOutcome::predicted));
		SvgPlot plot = new SvgPlot(this.scenario.title() + ": delay in s by the time of submission in s",
				max(points, EstimateOutcome::at), longest);
		plot.add("predicted p90", "#cccccc", pairs(points, EstimateOutcome::p90));
		plot.add("measured", "#4477aa", pairs(points, EstimateOutcome::delay));
		plot.add("predicted", "#ee7733", pairs(points, EstimateOutcome::predicted));
		return plot;
	}

	private static double max(List<EstimateOutcome> points, ToDoubleFunction<EstimateOutcome> value) {
		return points.stream().mapToDouble(value).max().orElse(1);
	}

	private static double[][] pairs(List<EstimateOutcome> points, ToDoubleFunction<EstimateOutcome> value) {
		return points.stream()
			.map((point) -> new double[] { point.at(), value.applyAsDouble(point) })
			.toArray(double[][]::new);
	}

}
