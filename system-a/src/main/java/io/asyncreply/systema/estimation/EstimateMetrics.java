package io.asyncreply.systema.estimation;

import io.asyncreply.messages.RequestQueue;
import io.asyncreply.systema.MeterCache;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Shows how good the estimates were.
 */
public final class EstimateMetrics {

	private final MeterCache<RequestQueue, DistributionSummary> errors;

	private final MeterCache<CoverageKey, Counter> graded;

	public EstimateMetrics(MeterRegistry meters) {
		this.errors = new MeterCache<>((queue) -> DistributionSummary.builder("asyncreply.eta.error")
			.description("Actual over predicted time from the acceptance to the end")
			.publishPercentiles(0.1, 0.5, 0.9)
			.tag("operation", queue.operation())
			.tag("lane", queue.lane().label())
			.register(meters));
		this.graded = new MeterCache<>(
				(coverage) -> meters.counter("asyncreply.eta.graded", "operation", coverage.queue().operation(), "lane",
						coverage.queue().lane().label(), "p90", coverage.covered() ? "covered" : "missed"));
	}

	void graded(StoredRequest entry, EstimateCalibration.PredictionAccuracy grade) {
		if (!Double.isNaN(grade.ratio())) {
			RequestQueue queue = entry.destination();
			this.errors.of(queue).record(grade.ratio());
			this.graded.of(new CoverageKey(queue, grade.covered())).increment();
		}
	}

	/**
	 * Whether the p90 was not exceeded.
	 */
	private record CoverageKey(RequestQueue queue, boolean covered) {

	}

}
