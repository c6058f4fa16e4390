package io.asyncreply.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/**
 * A logarithmic axis from left to right.
 */
final class Scale {

	private final int left;

	private final int width;

	private final int from;

	private final int to;

	/**
	 * Makes an axis of whole powers of ten.
	 * @param left where it begins, in pixels
	 * @param width how wide it is, in pixels
	 * @param values what has to find its place
	 */
	Scale(int left, int width, double... values) {
		this.left = left;
		this.width = width;
		double[] drawable = Arrays.stream(values).filter(Scale::isDrawable).toArray();
		this.from = (int) Math.floor(Math.log10(Arrays.stream(drawable).min().orElse(1)));
		this.to = Math.max(this.from + 1, (int) Math.ceil(Math.log10(Arrays.stream(drawable).max().orElse(1))));
	}

	private static boolean isDrawable(double value) {
		return value > 0 && Double.isFinite(value);
	}

	double x(double value) {
		return this.left + this.width * (Math.log10(value) - this.from) / (this.to - this.from);
	}

	String grid(String title, int top, int bottom) {
		StringBuilder svg = new StringBuilder(
				"<text x=\"%d\" y=\"%d\" font-weight=\"bold\">%s</text>\n".formatted(this.left, top - 14, title));
		for (int power = this.from; power <= this.to; power++) {
			double x = x(Math.pow(10, power));
			svg.append(format("<path d=\"M%.1f %dV%d\" stroke=\"#cccccc\"/>\n", x, top, bottom));
			svg.append(format("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", x, bottom + 18,
					format((power < 0) ? "%." + -power + "f" : "%,.0f", Math.pow(10, power))));
		}
		return svg.toString();
	}

	/** A dot with a line, or nothing where there is nothing to draw. */
	String mark(double dot, double lineFrom, double lineTo) {
		if (!isDrawable(dot) || !isDrawable(lineFrom) || !isDrawable(lineTo)) {
			return "";
		}
		return format("<circle cx=\"%.1f\" r=\"2.5\"/><path d=\"M%.1f 0H%.1f\"/>", x(dot), x(lineFrom), x(lineTo));
	}

	private static String format(String format, Object... values) {
		return String.format(Locale.ROOT, format, values);
	}

}
