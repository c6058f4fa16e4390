package io.asyncreply.systema.flow;

import io.asyncreply.systema.ledger.Destination;
import io.asyncreply.systema.ledger.Entry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Shows how good the estimates were.
 */
final class FlowMeters {

	private final Kept<Destination, DistributionSummary> errors;

	private final Kept<Coverage, Counter> graded;

	FlowMeters(MeterRegistry meters) {
		this.errors = new Kept<>((queue) -> DistributionSummary.builder("asyncreply.eta.error")
			.description("Actual over predicted time from the acceptance to the end")
			.publishPercentiles(0.1, 0.5, 0.9)
			.tag("operation", queue.operation())
			.tag("lane", queue.lane().label())
			.register(meters));
		this.graded = new Kept<>(
				(coverage) -> meters.counter("asyncreply.eta.graded", "operation", coverage.queue().operation(), "lane",
						coverage.queue().lane().label(), "p90", coverage.covered() ? "covered" : "missed"));
	}

	void graded(Entry entry, Grades.Grade grade) {
		if (!Double.isNaN(grade.ratio())) {
			Destination queue = entry.destination();
			this.errors.of(queue).record(grade.ratio());
			this.graded.of(new Coverage(queue, grade.covered())).increment();
		}
	}

	/**
	 * Whether the p90 was not exceeded.
	 */
	private record Coverage(Destination queue, boolean covered) {

	}

}
