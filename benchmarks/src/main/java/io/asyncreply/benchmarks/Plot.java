package io.asyncreply.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Draws as SVG how many requests each side answered and how long they took, a dot for the
 * median and a line to the slowest and fastest round, or from the median latency to its
 * p99; each way of asking has a colour.
 */
final class Plot {

	private static final List<String> COLORS = List.of("#4477aa", "#ee7733", "#228833", "#aa3377");

	private static final int ROW = 34;

	private static final int TOP = 60;

	private final List<List<Series>> patterns;

	private final List<Side> sides;

	Plot(List<Measurement> measurements) {
		this.patterns = Series.of(measurements);
		this.sides = this.patterns.get(0).stream().map(Series::side).toList();
	}

	@Override
	public String toString() {
		int bottom = TOP + ROW * this.sides.size();
		Scale rates = new Scale(190, 370, values(List.of(Measurement::requestsPerSecond)));
		Scale times = new Scale(640, 350, values(List.of(Measurement::p50, Measurement::p99)));
		return """
				<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1020 %d" font-family="sans-serif" font-size="12">
				<rect width="1020" height="%d" fill="white"/>
				%s%s%s%s%s%s</svg>
				""".formatted(bottom + 40, bottom + 40, legend(), names(),
				rates.grid("requests/s, median and range of the rounds", TOP, bottom),
				times.grid("latency, ms: from p50 to p99", TOP, bottom),
				marks((series) -> rates.mark(series.median(Measurement::requestsPerSecond),
						series.least(Measurement::requestsPerSecond), series.most(Measurement::requestsPerSecond))),
				marks((series) -> times.mark(series.median(Measurement::p50), series.median(Measurement::p50),
						series.median(Measurement::p99))));
	}

	private double[] values(List<ToDoubleFunction<Measurement>> metrics) {
		return this.patterns.stream()
			.flatMap(List::stream)
			.flatMap((series) -> series.measurements().stream())
			.flatMapToDouble(
					(measurement) -> metrics.stream().mapToDouble((metric) -> metric.applyAsDouble(measurement)))
			.toArray();
	}

	private String legend() {
		StringBuilder svg = new StringBuilder();
		for (int i = 0; i < this.patterns.size(); i++) {
			Pattern pattern = this.patterns.get(i).get(0).pattern();
			svg.append(text(190 + 130 * i, 20, COLORS.get(i), "callers: " + pattern));
		}
		return svg.toString();
	}

	private String names() {
		StringBuilder svg = new StringBuilder();
		for (int row = 0; row < this.sides.size(); row++) {
			svg.append(text(10, TOP + ROW * row + ROW / 2 + 4, "black", this.sides.get(row).name()));
		}
		return svg.toString();
	}

	private static String text(int x, int y, String color, String words) {
		return "<text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>\n".formatted(x, y, color, words);
	}

	private String marks(Function<Series, String> mark) {
		List<String> svg = new ArrayList<>();
		for (int i = 0; i < this.patterns.size(); i++) {
			for (Series series : this.patterns.get(i)) {
				double y = TOP + ROW * this.sides.indexOf(series.side()) + 8 + 6 * i;
				svg.add(String.format(Locale.ROOT,
						"<g transform=\"translate(0 %.0f)\" fill=\"%s\" stroke=\"%s\">%s</g>\n", y, COLORS.get(i),
						COLORS.get(i), mark.apply(series)));
			}
		}
		return String.join("", svg);
	}

}
