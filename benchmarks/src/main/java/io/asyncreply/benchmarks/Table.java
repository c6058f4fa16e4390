package io.asyncreply.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Text in columns, for eyes and for Markdown.
 */
public final class Table {

	private final List<List<String>> rows = new ArrayList<>();

	/**
	 * Begins a table.
	 * @param titles the titles of the columns
	 */
	public Table(List<String> titles) {
		this.rows.add(titles);
	}

	/**
	 * Adds a row.
	 * @param cells as many as there are titles
	 */
	public void add(List<String> cells) {
		if (cells.size() != this.rows.get(0).size()) {
			throw new IllegalArgumentException("Not as many cells as titles: " + cells);
		}
		this.rows.add(cells);
	}

	@Override
	public String toString() {
		int[] widths = IntStream.range(0, this.rows.get(0).size()).map(this::width).toArray();
		List<String> lines = this.rows.stream()
			.map((row) -> line(widths, (column) -> padded(row.get(column), widths[column])))
			.collect(Collectors.toCollection(ArrayList::new));
		lines.add(1, line(widths, (column) -> "-".repeat(widths[column] - 1) + ":"));
		return lines.stream().collect(Collectors.joining("\n", "", "\n"));
	}

	private static String padded(String cell, int width) {
		return " ".repeat(width - cell.length()) + cell;
	}

	private int width(int column) {
		return this.rows.stream().mapToInt((row) -> row.get(column).length()).max().orElse(0);
	}

	private static String line(int[] widths, Function<Integer, String> cell) {
		return IntStream.range(0, widths.length).mapToObj(cell::apply).collect(Collectors.joining(" | ", "| ", " |"));
	}

}
