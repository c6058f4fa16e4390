package io.asyncreply.systema.monitoring;

import java.util.function.DoubleSupplier;

import io.asyncreply.systema.estimation.QueueEstimator;
import io.asyncreply.systema.estimation.QueueEstimators;
import io.asyncreply.systema.worker.WorkerRegistry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.jspecify.annotations.Nullable;

/**
 * Every symbol of the arithmetic as a metric.
 *
 * @param queueEstimators the queues
 * @param workerRegistry who works on them
 */
record QueueMetrics(QueueEstimators queueEstimators, WorkerRegistry workerRegistry) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		this.queueEstimators.queues()
			.forEach((queue) -> this.queueEstimators.find(queue)
				.ifPresent((queueEstimator) -> bind(new QueueGauges(registry, queue), queueEstimator)));
	}

	private void bind(QueueGauges queueGauges, QueueEstimator queueEstimator) {
		queueGauges.gauge("asyncreply.queue.requests", "Open requests of the queue, N",
				() -> queueEstimator.statistics().requests());
		queueGauges.gauge("asyncreply.queue.arrival.rate", "Arrivals per second, a",
				() -> queueEstimator.statistics().arrivalRate());
		queueGauges.gauge("asyncreply.queue.capacity", "What the workers could do per second, b",
				() -> queueEstimator.statistics().capacity());
		queueGauges.gauge("asyncreply.queue.transfer.rate", "Completions per second while requests wait, c",
				() -> queueEstimator.statistics().transferRate());
		queueGauges.gauge("asyncreply.queue.delay", "seconds", "Until a request would end that came now",
				() -> orNaN(queueEstimator.statistics().delay()));
		queueGauges.gauge("asyncreply.queue.workers", "Workers of the queue that are heard",
				() -> this.workerRegistry.stats(queueGauges.name()).live());
		queueGauges.gauge("asyncreply.queue.slots", "Requests of the queue that can be worked on at once",
				() -> this.workerRegistry.stats(queueGauges.name()).slots());
		queueGauges.gauge("asyncreply.queue.workers.needed", "Workers that would keep the wait as short as is wanted",
				() -> orNaN(queueEstimator.statistics().workersNeeded()));
	}

	private static double orNaN(@Nullable Number value) {
		return (value != null) ? value.doubleValue() : Double.NaN;
	}

	/**
	 * Where the gauges of one queue are registered.
	 */
	private record QueueGauges(MeterRegistry registry, String name) {

		void gauge(String meterName, String description, DoubleSupplier value) {
			gauge(meterName, null, description, value);
		}

		void gauge(String meterName, @Nullable String unit, String description, DoubleSupplier value) {
			Gauge.builder(meterName, value, DoubleSupplier::getAsDouble)
				.tag("queue", this.name)
				.baseUnit(unit)
				.description(description)
				.strongReference(true)
				.register(this.registry);
		}

	}

}
