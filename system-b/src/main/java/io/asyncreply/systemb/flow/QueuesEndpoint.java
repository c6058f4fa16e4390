package io.asyncreply.systemb.flow;

import java.time.Clock;
import java.util.OptionalDouble;

import io.asyncreply.messages.amqp.QueueDepths;
import io.asyncreply.messages.amqp.QueueDepths.Depth;
import io.asyncreply.systemb.endpoint.Endpoint;
import io.asyncreply.systemb.endpoint.Endpoints;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * Shows for each request queue what waits, who consumes and what is in hand here.
 */
@org.springframework.boot.actuate.endpoint.annotation.Endpoint(id = "queues")
final class QueuesEndpoint {

	private final Endpoints endpoints;

	private final QueueDepths depths;

	private final Absence absence;

	private final Clock clock;

	QueuesEndpoint(Endpoints endpoints, QueueDepths depths, Absence absence, Clock clock) {
		this.endpoints = endpoints;
		this.depths = depths;
		this.absence = absence;
		this.clock = clock;
	}

	@ReadOperation
	QueueReport queues() {
		return new QueueReport(this.clock.instant(), this.endpoints.all().stream().map(this::line).toList());
	}

	private QueueReport.Line line(Endpoint endpoint) {
		Depth depth = this.depths.of(endpoint.queue()).orElse(null);
		OptionalDouble mean = endpoint.meanProcessing();
		return new QueueReport.Line(endpoint.queue(), endpoint.operation(), endpoint.lane().label(),
				(depth != null) ? depth.ready() : null, (depth != null) ? depth.consumers() : null,
				(depth != null) ? null : this.absence.explain(), endpoint.slots(), endpoint.inHand(),
				mean.isPresent() ? mean.getAsDouble() : null);
	}

}
