package io.asyncreply.benchmarks;

import java.util.Arrays;
import java.util.List;

import io.asyncreply.benchmarks.compare.ComparedSide;
import io.asyncreply.benchmarks.compare.ComparisonTable;
import io.asyncreply.benchmarks.compare.PairedRounds;
import io.asyncreply.benchmarks.compare.RoundPlan;
import io.asyncreply.benchmarks.report.BenchmarkRun;

import org.springframework.util.StringUtils;

/**
 * Compares the sides that the scripts {@code run} and {@code slow} have started.
 */
public final class CompareBenchmark {

	private CompareBenchmark() {
	}

	/**
	 * Measures all sides.
	 * @param arguments those of {@link BenchmarkRun} and {@link ComparedSide},
	 * {@code --method} and {@code --callers}
	 * @throws Exception if a side cannot be reached
	 */
	public static void main(String[] arguments) throws Exception {
		BenchmarkRun run = new BenchmarkRun(arguments);
		List<ComparedSide> sides = ComparedSide.allOf(run);
		List<Integer> callers = Arrays.stream(StringUtils.commaDelimitedListToStringArray(run.argument("callers")))
			.map(Integer::valueOf)
			.toList();
		RoundPlan plan = run.isQuick() ? RoundPlan.quick(callers) : RoundPlan.full(sides.size(), callers);
		ComparisonTable table = new PairedRounds(plan, sides).run();
		run.finish(run.argument("method") + " " + plan, table.errors(), table);
	}

}
