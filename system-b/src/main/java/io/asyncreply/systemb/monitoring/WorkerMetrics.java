package io.asyncreply.systemb.monitoring;

import io.asyncreply.systemb.worker.QueueWorker;
import io.asyncreply.systemb.worker.QueueWorkers;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Gauges of the slots and of the requests in flight of each queue worker.
 *
 * @param queueWorkers the queue workers of this System B
 */
record WorkerMetrics(QueueWorkers queueWorkers) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		for (QueueWorker queueWorker : this.queueWorkers.all()) {
			Tags tags = Tags.of("operation", queueWorker.operation(), "lane", queueWorker.lane().label());
			Gauge.builder("asyncreply.slots", queueWorker, QueueWorker::concurrency)
				.tags(tags)
				.description("The most handler calls that run at the same time")
				.register(registry);
			Gauge.builder("asyncreply.requests.in.flight", queueWorker, QueueWorker::inFlight)
				.tags(tags)
				.description("Requests that were delivered and are not acked")
				.register(registry);
		}
	}

}
