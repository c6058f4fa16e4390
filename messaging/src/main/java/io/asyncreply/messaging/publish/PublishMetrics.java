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
	 * @param messageCount how many requests or replies it held
	 */
	public void count(PublishOutcome outcome, int messageCount) {
		this.registry.counter("asyncreply.publishes", "outcome", outcome.label()).increment();
		if (messageCount > 1 && outcome == PublishOutcome.CONFIRMED) {
			DistributionSummary.builder("asyncreply.message.batch.size")
				.description("Requests or replies that travelled in one frame")
				.register(this.registry)
				.record(messageCount);
		}
	}

}
