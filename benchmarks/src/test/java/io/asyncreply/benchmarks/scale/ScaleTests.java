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
	void databaseHasARowIfThereIsOne() {
		Condition embedded = condition(60, 4);
		Condition apart = condition(60, 4, 1.25);
		assertThat(new ScaleFindings(embedded, embedded, embedded).table().toString()).doesNotContain("database");
		assertThat(new ScaleFindings(apart, apart, apart).table().toString()).containsPattern("database.*1\\.3");
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
		return condition(heap, millis, 0);
	}

	private static Condition condition(double heap, long millis, double databaseCpu) {
		return new Condition(heap, 400, new Condition.Idle(1, databaseCpu), tally(millis), new Condition.Depth(5, 4),
				1_000, tally(millis));
	}

	private static Tally tally(long millis) {
		Tally tally = new Tally();
		tally.answered(TimeUnit.MILLISECONDS.toNanos(millis));
		return tally;
	}

}
