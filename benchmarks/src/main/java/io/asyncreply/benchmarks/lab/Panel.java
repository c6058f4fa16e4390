package io.asyncreply.benchmarks.lab;

import java.util.Locale;

/**
 * A part of a plot with its axes.
 *
 * @param left where it begins, in pixels
 * @param width how wide it is, in pixels
 * @param mostX the value at its right end
 * @param mostY the value at its upper end
 */
record Panel(int left, int width, double mostX, double mostY) {

	private static final int TOP = 40;

	private static final int HEIGHT = 290;

	private static final int TICKS = 5;

	String frame(String titleX, String titleY) {
		StringBuilder svg = new StringBuilder();
		svg.append(format("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"none\" stroke=\"#888888\"/>%n",
				this.left, TOP, this.width, HEIGHT));
		for (int i = 0; i <= TICKS; i++) {
			double x = this.mostX * i / TICKS;
			double y = this.mostY * i / TICKS;
			svg.append(format("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n", x(x), TOP + HEIGHT + 16,
					label(x, this.mostX)));
			svg.append(format("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n", this.left - 5, y(y) + 4,
					label(y, this.mostY)));
		}
		svg.append(format("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>%n", this.left + this.width / 2,
				TOP + HEIGHT + 32, titleX));
		svg.append(format("<text x=\"%d\" y=\"%d\">%s</text>%n", this.left, TOP - 6, titleY));
		return svg.toString();
	}

	String diagonal() {
		double end = Math.min(this.mostX, this.mostY);
		return format("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#888888\"/>%n", x(0), y(0),
				x(end), y(end));
	}

	/** Leaves out what lies beyond the end. */
	String dot(double x, double y) {
		return (x <= this.mostX && y <= this.mostY) ? format("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"1.5\"/>", x(x), y(y))
				: "";
	}

	private double x(double value) {
		return this.left + this.width * value / this.mostX;
	}

	private double y(double value) {
		return TOP + HEIGHT * (1 - value / this.mostY);
	}

	private static String label(double value, double most) {
		return format((most < 10) ? "%.1f" : "%.0f", value);
	}

	private static String format(String format, Object... values) {
		return String.format(Locale.ROOT, format.replace("%n", "\n"), values);
	}

}
