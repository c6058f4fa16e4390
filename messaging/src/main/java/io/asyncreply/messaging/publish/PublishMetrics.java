package io.asyncreply.messaging.publish;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts publishes by outcome and measures the size of message batches.
 *
 * @param registry registry of the meters
 */
public record PublishMetrics(MeterRegistry registry) {

	/**
	 * Counts a publish.
	 * @param outcome outcome of the publish
	 * @param messageCount number of requests or replies in the message
	 */
	public void count(PublishOutcome outcome, int messageCount) {
		this.registry.counter("asyncreply.publishes", "outcome", outcome.label()).increment();
		if (messageCount > 1 && outcome == PublishOutcome.CONFIRMED) {
			DistributionSummary.builder("asyncreply.message.batch.size")
				.description("Requests or replies in one message batch")
				.register(this.registry)
				.record(messageCount);
		}
	}

}
