package io.asyncreply.systema.ledger.commit;

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

/**
 * Metrics of the group commits.
 */
final class CommitMetrics {

	private final Timer commitTimer;

	private final DistributionSummary batchSizes;

	private final Counter errors;

	CommitMetrics(MeterRegistry meters) {
		this.commitTimer = Timer.builder("asyncreply.ledger.commit")
			.description("Time to write and commit one group of changes")
			.publishPercentileHistogram()
			.register(meters);
		this.batchSizes = DistributionSummary.builder("asyncreply.ledger.batch.size")
			.description("Changes that share one commit")
			.register(meters);
		this.errors = Counter.builder("asyncreply.ledger.errors")
			.description("Groups of changes that the database did not commit")
			.register(meters);
	}

	void recordCommit(long nanos, int groupSize) {
		this.commitTimer.record(nanos, TimeUnit.NANOSECONDS);
		this.batchSizes.record(groupSize);
	}

	void recordFailure() {
		this.errors.increment();
	}

}
