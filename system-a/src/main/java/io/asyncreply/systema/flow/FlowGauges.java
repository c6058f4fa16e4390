package io.asyncreply.systema.flow;

import java.util.function.DoubleSupplier;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Every symbol of the arithmetic as a metric.
 *
 * @param flows the queues
 * @param workers who works on them
 */
record FlowGauges(Flows flows, Workers workers) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		this.flows.queues().forEach((queue) -> this.flows.of(queue).ifPresent((flow) -> {
			bind(registry, queue, "requests", "Open requests of the queue, N", () -> flow.figures().requests());
			bind(registry, queue, "arrival.rate", "Arrivals per second, a", () -> flow.figures().arrivalRate());
			bind(registry, queue, "capacity", "What the workers could do per second, b",
					() -> flow.figures().capacity());
			bind(registry, queue, "transfer.rate", "Completions per second while requests wait, c",
					() -> flow.figures().transferRate());
			bind(registry, queue, "delay", "Seconds until a request would end that came now", () -> {
				Double delay = flow.figures().delay();
				return (delay != null) ? delay : Double.NaN;
			});
			bind(registry, queue, "workers", "Workers of the queue that are heard",
					() -> this.workers.crew(queue).live());
			bind(registry, queue, "slots", "Requests of the queue that can be worked on at once",
					() -> this.workers.crew(queue).slots());
		}));
	}

	private static void bind(MeterRegistry registry, String queue, String name, String description,
			DoubleSupplier value) {
		Gauge.builder("asyncreply.queue." + name, value, DoubleSupplier::getAsDouble)
			.tag("queue", queue)
			.description(description)
			.strongReference(true)
			.register(registry);
	}

}
