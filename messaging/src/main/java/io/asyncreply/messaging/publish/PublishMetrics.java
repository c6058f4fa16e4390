package io.asyncreply.messaging.publish;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts what is published, by message, and what travels together in one.
 *
 * @param registry keeps the counts
 */
public record PublishMetrics(MeterRegistry registry) {

	/**
	 * Counts a message.
	 * @param outcome what became of it
	 * @param size how many requests or replies it held
	 */
	public void count(PublishOutcome outcome, int size) {
		this.registry.counter("asyncreply.publishes", "outcome", outcome.label()).increment();
		if (size > 1 && outcome == PublishOutcome.CONFIRMED) {
			DistributionSummary.builder("asyncreply.frame.size")
				.description("Requests or replies that travelled in one frame")
				.register(this.registry)
				.record(size);
		}
	}

}
