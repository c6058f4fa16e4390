package io.asyncreply.benchmarks.report;

import java.util.Locale;

/**
 * A scatter plot as SVG, with linear axes from 0 to a maximum.
 */
public final class SvgPlot {

	private final String title;

	private final double maxX;

	private final double maxY;

	private final StringBuilder points = new StringBuilder();

	private final StringBuilder legend = new StringBuilder();

	public SvgPlot(String title, double maxX, double maxY) {
		this.title = title;
		this.maxX = maxX;
		this.maxY = maxY;
	}

	/**
	 * Adds a series. Points beyond an axis are not visible.
	 * @param name name in the legend
	 * @param color an SVG color
	 * @param series pairs of x and y
	 */
	public void add(String name, String color, double[]... series) {
		this.legend.append("<tspan fill=\"%s\" dx=\"20\">● %s</tspan>".formatted(color, name));
		this.points.append("<path stroke=\"%s\" d=\"".formatted(color));
		for (double[] point : series) {
			this.points.append(String.format(Locale.ROOT, "M%.2f %.2fh0", point[0], point[1]));
		}
		this.points.append("\"/>\n");
	}

	@Override
	public String toString() {
		return String.format(Locale.ROOT, """
				<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 400" font-family="sans-serif" font-size="13">
				<style>path { stroke-width: 3px; stroke-linecap: round; vector-effect: non-scaling-stroke }</style>
				<rect width="800" height="400" fill="white"/>
				<text x="50" y="22">%1$s%2$s</text>
				<text x="50" y="390">0</text><text x="45" y="372" text-anchor="end">0</text>
				<text x="780" y="390" text-anchor="end">%3$.0f</text><text x="45" y="45" text-anchor="end">%4$.1f</text>
				<svg x="50" y="35" width="730" height="340" viewBox="0 0 %3$f %4$f" preserveAspectRatio="none">
				<rect width="100%%" height="100%%" fill="none" stroke="#888888"/>
				<g transform="matrix(1 0 0 -1 0 %4$f)">
				%5$s</g></svg></svg>
				""", this.title, this.legend, this.maxX, this.maxY, this.points);
	}

}
