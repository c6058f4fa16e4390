package io.asyncreply.benchmarks.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A Markdown table with aligned columns.
 */
public final class MarkdownTable {

	private final List<List<String>> rows = new ArrayList<>();

	public MarkdownTable(String... titles) {
		this.rows.add(List.of(titles));
	}

	/**
	 * Adds a row.
	 * @param cells one for each title; numbers are formatted
	 */
	public void add(Object... cells) {
		if (cells.length != this.rows.get(0).size()) {
			throw new IllegalArgumentException("Not one cell for each title: " + Arrays.toString(cells));
		}
		this.rows.add(Arrays.stream(cells)
			.map((cell) -> (cell instanceof Double number) ? number(number)
					: (cell instanceof Number whole) ? String.format(Locale.ROOT, "%,d", whole.longValue())
							: cell.toString())
			.toList());
	}

	/**
	 * Writes a number with at least three digits.
	 * @param number any number
	 * @return the text, a dash if there is no number
	 */
	public static String number(double number) {
		if (!Double.isFinite(number)) {
			return "–";
		}
		double size = Math.abs(number);
		return String.format(Locale.ROOT, (size < 10) ? "%.2f" : (size < 100) ? "%.1f" : "%,.0f", number);
	}

	@Override
	public String toString() {
		int[] widths = IntStream.range(0, this.rows.get(0).size())
			.map((column) -> this.rows.stream().mapToInt((row) -> row.get(column).length()).max().orElse(0))
			.toArray();
		List<String> lines = this.rows.stream()
			.map((row) -> line(widths,
					(column) -> " ".repeat(widths[column] - row.get(column).length()) + row.get(column)))
			.collect(Collectors.toCollection(ArrayList::new));
		lines.add(1, line(widths, (column) -> "-".repeat(widths[column] - 1) + ":"));
		return String.join("\n", lines) + "\n";
	}

	private static String line(int[] widths, IntFunction<String> cell) {
		return IntStream.range(0, widths.length).mapToObj(cell).collect(Collectors.joining(" | ", "| ", " |"));
	}

}
