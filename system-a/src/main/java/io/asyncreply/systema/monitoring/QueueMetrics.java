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
 * @param flows the queues
 * @param workers who works on them
 */
record QueueMetrics(QueueEstimators flows, WorkerRegistry workers) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		this.flows.queues()
			.forEach((queue) -> this.flows.of(queue).ifPresent((flow) -> bind(new QueueGauges(registry, queue), flow)));
	}

	private void bind(QueueGauges queue, QueueEstimator flow) {
		queue.gauge("asyncreply.queue.requests", "Open requests of the queue, N", () -> flow.figures().requests());
		queue.gauge("asyncreply.queue.arrival.rate", "Arrivals per second, a", () -> flow.figures().arrivalRate());
		queue.gauge("asyncreply.queue.capacity", "What the workers could do per second, b",
				() -> flow.figures().capacity());
		queue.gauge("asyncreply.queue.transfer.rate", "Completions per second while requests wait, c",
				() -> flow.figures().transferRate());
		queue.gauge("asyncreply.queue.delay", "seconds", "Until a request would end that came now",
				() -> orNaN(flow.figures().delay()));
		queue.gauge("asyncreply.queue.workers", "Workers of the queue that are heard",
				() -> this.workers.crew(queue.name()).live());
		queue.gauge("asyncreply.queue.slots", "Requests of the queue that can be worked on at once",
				() -> this.workers.crew(queue.name()).slots());
		queue.gauge("asyncreply.queue.workers.needed", "Workers that would keep the wait as short as is wanted",
				() -> orNaN(flow.figures().workersNeeded()));
	}

	private static double orNaN(@Nullable Number figure) {
		return (figure != null) ? figure.doubleValue() : Double.NaN;
	}

	/**
	 * Where the gauges of one queue are registered.
	 */
	private record QueueGauges(MeterRegistry registry, String name) {

		void gauge(String meter, String description, DoubleSupplier value) {
			gauge(meter, null, description, value);
		}

		void gauge(String meter, @Nullable String unit, String description, DoubleSupplier value) {
			Gauge.builder(meter, value, DoubleSupplier::getAsDouble)
				.tag("queue", this.name)
				.baseUnit(unit)
				.description(description)
				.strongReference(true)
				.register(this.registry);
		}

	}

}
