package io.asyncreply.benchmarks;

import java.util.List;

import io.asyncreply.benchmarks.report.MarkdownTable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Errors of estimates.
 */
class EstimateSummaryTests {

	@Test
	void comparesLongWaitsAndCountsCoverage() {
		assertThat(row(new EstimateOutcome(0, 9, 12, 10, 9.9), new EstimateOutcome(1, 14, 18, 20, 19.9),
				new EstimateOutcome(2, 30, 60, 40, 39.9), new EstimateOutcome(3, 5, 5, 0.1, 0),
				new EstimateOutcome(4, Double.NaN, Double.NaN, 7, 6.9)))
			.containsPattern("\\| +warm-up \\| +5 \\| +1 \\| +3 \\| +25\\.0 % \\| +66\\.7 % \\| +75\\.0 % \\|");
	}

	@Test
	void showsDashesWithoutRequests() {
		assertThat(row()).containsPattern("\\| +warm-up \\| +0 \\| +0 \\| +0 \\| +– \\| +– \\| +– \\|");
	}

	private static String row(EstimateOutcome... outcomes) {
		MarkdownTable table = EstimateSummary.newTable();
		new EstimateSummary(ArrivalScenario.warmUp(10), List.of(outcomes)).addTo(table);
		return table.toString();
	}

}
