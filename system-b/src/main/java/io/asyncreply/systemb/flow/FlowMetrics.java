package io.asyncreply.systemb.flow;

import io.asyncreply.systemb.endpoint.Endpoint;
import io.asyncreply.systemb.endpoint.Endpoints;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;

/**
 * Tells Micrometer how much each endpoint can hold and holds.
 *
 * @param endpoints of this System B
 */
record FlowMetrics(Endpoints endpoints) implements MeterBinder {

	@Override
	public void bindTo(MeterRegistry registry) {
		for (Endpoint endpoint : this.endpoints.all()) {
			Tags tags = Tags.of("operation", endpoint.operation(), "lane", endpoint.lane().label());
			Gauge.builder("asyncreply.slots", endpoint, Endpoint::slots)
				.tags(tags)
				.description("Requests that can be worked on at once")
				.register(registry);
			Gauge.builder("asyncreply.in.hand", endpoint, Endpoint::inHand)
				.tags(tags)
				.description("Requests that are delivered and not yet answered")
				.register(registry);
		}
	}

}
