package io.asyncreply.systema.flow;

import io.asyncreply.systema.ledger.Entry;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/**
 * Shows how good the estimates were.
 *
 * @param registry where the meters are
 */
record FlowMeters(MeterRegistry registry) {

	void graded(Entry entry, Grades.Grade grade) {
		if (!Double.isNaN(grade.ratio())) {
			Tags tags = Tags.of("operation", entry.operation(), "lane", entry.lane().label());
			DistributionSummary.builder("asyncreply.eta.error")
				.description("Actual over predicted time from the acceptance to the end")
				.publishPercentiles(0.1, 0.5, 0.9)
				.tags(tags)
				.register(this.registry)
				.record(grade.ratio());
			this.registry.counter("asyncreply.eta.graded", tags.and("p90", grade.covered() ? "covered" : "missed"))
				.increment();
		}
	}

}
