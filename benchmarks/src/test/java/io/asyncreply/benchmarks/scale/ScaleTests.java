package io.asyncreply.benchmarks.scale;

import java.util.concurrent.TimeUnit;

import io.asyncreply.benchmarks.Tally;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The figures; the rest is shown by running the benchmark.
 */
class ScaleTests {

	@Test
	void memoryIsComparedByDifferenceAndTimeByRatio() {
		String table = new ScaleFindings(condition(60, 4), condition(70, 6), condition(100, 8)).table().toString();
		assertThat(table).containsPattern("60 \\| +70 \\| +\\+10 \\| +100 \\| +\\+40 \\| +≤ \\+64")
			.containsPattern("4\\.00 \\| +6\\.00 \\| +1\\.50 × \\| +8\\.00 \\| +2\\.00 × \\| +≤ 2 ×");
	}

	@Test
	void faultsOfAllConditionsAreCounted() {
		Condition good = condition(60, 4);
		Condition bad = condition(60, 4);
		bad.reads().failed();
		bad.accepts().failed();
		assertThat(new ScaleFindings(good, good, bad).faults()).isEqualTo(2);
	}

	private static Condition condition(double heap, long millis) {
		return new Condition(heap, 400, 1, tally(millis), new Condition.Depth(5, 4), 1_000, tally(millis));
	}

	private static Tally tally(long millis) {
		Tally tally = new Tally();
		tally.answered(TimeUnit.MILLISECONDS.toNanos(millis));
		return tally;
	}

}
