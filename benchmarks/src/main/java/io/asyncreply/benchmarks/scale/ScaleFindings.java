package io.asyncreply.benchmarks.scale;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

import io.asyncreply.benchmarks.Table;

/**
 * How System A does with nothing that waits, with many requests, and with many callers
 * beside them.
 *
 * @param empty with nothing that waits
 * @param requests with many requests that wait
 * @param callers with many callers and streams beside
 */
record ScaleFindings(Condition empty, Condition requests, Condition callers) {

	Table table() {
		Table table = new Table(List.of("System A", "empty", "requests wait", "against empty", "callers wait too",
				"against empty", "reach", "aim"));
		table.add(grown("heap after a collection, MiB", "%.0f", Condition::heap, "≤ +64", "≤ +64"));
		table.add(grown("resident memory, MiB", "%.0f", Condition::memory, "", ""));
		table.add(times("status read p50, ms", "%.2f", Condition::readP50, "", ""));
		table.add(times("status read p99, ms", "%.2f", Condition::readP99, "≤ 2 ×", "≤ 1.2 ×"));
		table.add(times("accepts/s, 32 callers", "%,.0f", Condition::acceptsPerSecond, "", ""));
		table.add(times("accept p99, ms", "%.1f", Condition::acceptP99, "", ""));
		table.add(times("reading of the queues, ms", "%.1f", Condition::depthMillis, "", ""));
		table.add(grown("its CPU in System A, ms", "%.1f", Condition::depthCpuMillis, "", ""));
		table.add(grown("CPU of System A at rest, %", "%.1f", Condition::systemIdle, "", ""));
		if (this.callers.databaseIdle() > 0) {
			table.add(grown("CPU of its database at rest, %", "%.1f", Condition::databaseIdle, "", ""));
		}
		return table;
	}

	long faults() {
		return this.empty.faults() + this.requests.faults() + this.callers.faults();
	}

	private List<String> grown(String measure, String format, ToDoubleFunction<Condition> figure, String reach,
			String aim) {
		double alone = figure.applyAsDouble(this.empty);
		return row(measure, format, figure, (value) -> write("%+.0f", value - alone), reach, aim);
	}

	private List<String> times(String measure, String format, ToDoubleFunction<Condition> figure, String reach,
			String aim) {
		double alone = figure.applyAsDouble(this.empty);
		return row(measure, format, figure, (value) -> write("%.2f ×", value / alone), reach, aim);
	}

	private List<String> row(String measure, String format, ToDoubleFunction<Condition> figure,
			DoubleFunction<String> comparison, String reach, String aim) {
		double crowded = figure.applyAsDouble(this.requests);
		double besieged = figure.applyAsDouble(this.callers);
		return List.of(measure, write(format, figure.applyAsDouble(this.empty)), write(format, crowded),
				comparison.apply(crowded), write(format, besieged), comparison.apply(besieged), reach, aim);
	}

	private static String write(String format, double value) {
		return String.format(Locale.ROOT, format, value);
	}

}
