package io.asyncreply.benchmarks.lab;

import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Draws as SVG what was told and what came of it: on the left by time, on the right
 * against each other.
 */
final class Plot {

	private static final int MOST_POINTS = 600;

	private final String title;

	private final List<Observation> points;

	Plot(Findings findings) {
		this.title = findings.experiment().title();
		List<Observation> predicted = findings.observations()
			.stream()
			.filter(Observation::isPredicted)
			.sorted(Comparator.comparingDouble(Observation::at))
			.toList();
		int step = Math.max(1, predicted.size() / MOST_POINTS);
		this.points = IntStream.range(0, predicted.size() / step).mapToObj((i) -> predicted.get(i * step)).toList();
	}

	@Override
	public String toString() {
		double longest = Math.max(most(Observation::delay), most(Observation::predicted));
		Panel byTime = new Panel(60, 520, most(Observation::at), longest);
		Panel against = new Panel(620, 300, longest, longest);
		String left = byTime.frame("submitted after, s", "delay, s")
				+ dots(byTime, "#cccccc", Observation::at, Observation::p90)
				+ dots(byTime, "#4477aa", Observation::at, Observation::delay)
				+ dots(byTime, "#ee7733", Observation::at, Observation::predicted);
		String right = against.frame("predicted, s", "measured, s") + against.diagonal()
				+ dots(against, "#4477aa", Observation::predicted, Observation::delay);
		return """
				<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 400" font-family="sans-serif" font-size="12">
				<rect width="960" height="400" fill="white"/>
				<text x="480" y="20" text-anchor="middle" font-size="15">%s</text>
				%s%s<g transform="translate(60 385)"><circle cx="0" cy="-4" r="3" fill="#4477aa"/><text x="8">measured</text>
				<circle cx="90" cy="-4" r="3" fill="#ee7733"/><text x="98">predicted at accept</text>
				<circle cx="230" cy="-4" r="3" fill="#cccccc"/><text x="238">its p90</text></g>
				</svg>
				"""
			.formatted(this.title, left, right);
	}

	private double most(ToDoubleFunction<Observation> value) {
		return this.points.stream().mapToDouble(value).max().orElse(1);
	}

	private String dots(Panel panel, String color, ToDoubleFunction<Observation> x, ToDoubleFunction<Observation> y) {
		return this.points.stream()
			.map((point) -> panel.dot(x.applyAsDouble(point), y.applyAsDouble(point)))
			.collect(Collectors.joining("", "<g fill=\"" + color + "\">", "</g>\n"));
	}

}
