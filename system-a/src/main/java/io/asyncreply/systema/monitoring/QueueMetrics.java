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
 * Gauges of the queue arithmetic and of the workers of each queue.
 *
 * @param queueEstimators the estimator of each queue
 * @param workerRegistry the workers
 */
record QueueMetrics(QueueEstimators queueEstimators, WorkerRegistry workerRegistry) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		this.queueEstimators.forEach((queue, queueEstimator) -> bind(new QueueGauges(registry, queue), queueEstimator));
	}

	private void bind(QueueGauges queueGauges, QueueEstimator queueEstimator) {
		queueGauges.gauge("asyncreply.queue.requests", "Open requests of the queue, N",
				() -> queueEstimator.statistics().requests());
		queueGauges.gauge("asyncreply.queue.arrival.rate", "Accepted requests per second, a",
				() -> queueEstimator.statistics().arrivalRate());
		queueGauges.gauge("asyncreply.queue.capacity", "Requests per second that the live workers can process, b",
				() -> queueEstimator.statistics().capacity());
		queueGauges.gauge("asyncreply.queue.transfer.rate", "Completed requests per second while requests wait, c",
				() -> queueEstimator.statistics().transferRate());
		queueGauges.gauge("asyncreply.queue.delay", "seconds",
				"Predicted time until a request that arrives now completes",
				() -> orNaN(queueEstimator.statistics().delay()));
		queueGauges.gauge("asyncreply.queue.workers", "Live workers of the queue",
				() -> this.workerRegistry.stats(queueGauges.name()).live());
		queueGauges.gauge("asyncreply.queue.slots", "Slots of the live workers of the queue",
				() -> this.workerRegistry.stats(queueGauges.name()).slots());
		queueGauges.gauge("asyncreply.queue.workers.needed", "Workers that keep the wait within the target",
				() -> orNaN(queueEstimator.statistics().workersNeeded()));
	}

	private static double orNaN(@Nullable Number value) {
		return (value != null) ? value.doubleValue() : Double.NaN;
	}

	/**
	 * Registers gauges of one queue.
	 *
	 * @param registry the meter registry
	 * @param name name of the queue
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
