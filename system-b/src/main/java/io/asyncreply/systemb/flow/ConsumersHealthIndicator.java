package io.asyncreply.systemb.flow;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.asyncreply.messages.amqp.QueueDepths;
import io.asyncreply.systemb.endpoint.Endpoint;
import io.asyncreply.systemb.endpoint.Endpoints;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Says which request queues are not consumed and why. One queue that lacks does not make
 * this System B useless to the others: it is down when it consumes none.
 */
final class ConsumersHealthIndicator extends AbstractHealthIndicator {

	private final Endpoints endpoints;

	private final QueueDepths depths;

	private final Absence absence;

	ConsumersHealthIndicator(Endpoints endpoints, QueueDepths depths, Absence absence) {
		this.endpoints = endpoints;
		this.depths = depths;
		this.absence = absence;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		List<String> consumed = this.endpoints.all()
			.stream()
			.filter(Endpoint::isConsuming)
			.map(Endpoint::queue)
			.toList();
		Map<String, String> missing = new TreeMap<>();
		this.endpoints.all()
			.stream()
			.map(Endpoint::queue)
			.filter((queue) -> !consumed.contains(queue))
			.forEach((queue) -> missing.put(queue, explain(queue)));
		builder.status(consumed.isEmpty() ? Status.DOWN : Status.UP);
		builder.withDetail("consumed", consumed);
		if (!missing.isEmpty()) {
			builder.withDetail("notConsumed", missing);
		}
	}

	private String explain(String queue) {
		return this.depths.of(queue).isPresent()
				? "the queue is there, and consumption is about to begin; the findings about the broker say if it is refused"
				: this.absence.explain();
	}

}
