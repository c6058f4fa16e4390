package io.asyncreply.systemb.monitoring;

import io.asyncreply.systemb.worker.QueueWorker;
import io.asyncreply.systemb.worker.QueueWorkers;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Tells Micrometer how much each endpoint can hold and holds.
 *
 * @param endpoints of this System B
 */
record WorkerMetrics(QueueWorkers endpoints) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		for (QueueWorker endpoint : this.endpoints.all()) {
			Tags tags = Tags.of("operation", endpoint.operation(), "lane", endpoint.lane().label());
			Gauge.builder("asyncreply.slots", endpoint, QueueWorker::slots)
				.tags(tags)
				.description("Requests that can be worked on at once")
				.register(registry);
			Gauge.builder("asyncreply.in.hand", endpoint, QueueWorker::inHand)
				.tags(tags)
				.description("Requests that are delivered and not yet answered")
				.register(registry);
		}
	}

}
