package io.asyncreply.benchmarks.bulk;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import io.asyncreply.benchmarks.Table;
import io.asyncreply.benchmarks.Tally;

/**
 * What the rounds say, medians beside the targets.
 */
final class BulkFindings {

	private final List<Round> rounds = new ArrayList<>();

	void add(Round round) {
		this.rounds.add(round);
	}

	long faults() {
		return this.rounds.stream().mapToLong((round) -> round.alone().faults() + round.besideBulk().faults()).sum();
	}

	Table table() {
		Table table = new Table(List.of("measure", "figure", "against", "ratio", "reach", "aim"));
		table.add(row("bulk in to results out, requests/s; raw client one by one", "%,.0f",
				(round) -> round.batch().requestsPerSecond(), Round::floor, "≥ 2.5", "≥ 4"));
		table.add(row("one request p50 while bulk runs, ms; alone", "%.1f", (round) -> round.besideBulk().millisAt(50),
				(round) -> round.alone().millisAt(50), "", ""));
		table.add(row("one request p99 while bulk runs, ms; alone", "%.1f", (round) -> round.besideBulk().millisAt(99),
				(round) -> round.alone().millisAt(99), "≤ 3", "≤ 2"));
		return table;
	}

	private List<String> row(String measure, String format, ToDoubleFunction<Round> figure,
			ToDoubleFunction<Round> against, String reach, String aim) {
		return List.of(measure, write(format, median(figure)), write(format, median(against)),
				write("%.2f", median((round) -> figure.applyAsDouble(round) / against.applyAsDouble(round))), reach,
				aim);
	}

	private static String write(String format, double value) {
		return String.format(Locale.ROOT, format, value);
	}

	private double median(ToDoubleFunction<Round> figure) {
		double[] values = this.rounds.stream().mapToDouble(figure).sorted().toArray();
		return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
	}

	/**
	 * One round.
	 *
	 * @param floor requests per second of the bare client library
	 * @param batch a batch alone
	 * @param alone single requests alone
	 * @param besideBulk single requests while a batch runs
	 */
	record Round(double floor, Batch batch, Tally alone, Tally besideBulk) {

	}

}
