package io.asyncreply.systemb.monitoring;

import java.time.Clock;
import java.util.OptionalDouble;

import io.asyncreply.messaging.topology.QueueDepthMonitor;
import io.asyncreply.messaging.topology.QueueDepthMonitor.QueueDepth;
import io.asyncreply.systemb.worker.QueueWorker;
import io.asyncreply.systemb.worker.QueueWorkers;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * Shows for each request queue what waits, who consumes and what is in hand here.
 */
@org.springframework.boot.actuate.endpoint.annotation.Endpoint(id = "queues")
final class QueuesEndpoint {

	private final QueueWorkers endpoints;

	private final QueueDepthMonitor depths;

	private final UnknownDepth absence;

	private final Clock clock;

	QueuesEndpoint(QueueWorkers endpoints, QueueDepthMonitor depths, UnknownDepth absence, Clock clock) {
		this.endpoints = endpoints;
		this.depths = depths;
		this.absence = absence;
		this.clock = clock;
	}

	@ReadOperation
	QueueReport queues() {
		return new QueueReport(this.clock.instant(), this.endpoints.all().stream().map(this::line).toList());
	}

	private QueueReport.QueueSummary line(QueueWorker endpoint) {
		QueueDepth depth = this.depths.of(endpoint.queue()).orElse(null);
		OptionalDouble mean = endpoint.meanProcessing();
		return new QueueReport.QueueSummary(endpoint.queue(), endpoint.operation(), endpoint.lane().label(),
				(depth != null) ? depth.ready() : null, (depth != null) ? depth.consumers() : null,
				(depth != null) ? null : this.absence.explain(), endpoint.slots(), endpoint.inHand(),
				mean.isPresent() ? mean.getAsDouble() : null);
	}

}
