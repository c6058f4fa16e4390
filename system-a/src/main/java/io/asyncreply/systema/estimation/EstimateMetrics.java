package io.asyncreply.systema.estimation;

import io.asyncreply.messages.RequestQueue;
import io.asyncreply.systema.MeterCache;
import io.asyncreply.systema.ledger.model.StoredRequest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Metrics of the accuracy of estimates.
 */
final class EstimateMetrics {

	private final MeterCache<RequestQueue, DistributionSummary> errorSummaries;

	private final MeterCache<CoverageKey, Counter> coverageCounters;

	EstimateMetrics(MeterRegistry meters) {
		this.errorSummaries = new MeterCache<>((queue) -> DistributionSummary.builder("asyncreply.eta.error")
			.description("Actual divided by predicted time, for requests that succeeded or failed")
			.publishPercentiles(0.1, 0.5, 0.9)
			.tag("operation", queue.operation())
			.tag("lane", queue.lane().label())
			.register(meters));
		this.coverageCounters = new MeterCache<>((coverageKey) -> meters.counter("asyncreply.eta.coverage", "operation",
				coverageKey.queue().operation(), "lane", coverageKey.queue().lane().label(), "p90",
				coverageKey.covered() ? "covered" : "missed"));
	}

	void record(StoredRequest request, EstimateCalibration.PredictionAccuracy accuracy) {
		if (!Double.isNaN(accuracy.ratio())) {
			RequestQueue queue = request.queue();
			this.errorSummaries.get(queue).record(accuracy.ratio());
			this.coverageCounters.get(new CoverageKey(queue, accuracy.covered())).increment();
		}
	}

	/**
	 * Tags of the counter {@code asyncreply.eta.coverage}.
	 *
	 * @param queue the queue
	 * @param covered whether the actual time was within the p90
	 */
	private record CoverageKey(RequestQueue queue, boolean covered) {

	}

}
