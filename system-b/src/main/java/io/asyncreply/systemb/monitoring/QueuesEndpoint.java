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

	private final QueueWorkers queueWorkers;

	private final QueueDepthMonitor depthMonitor;

	private final UnknownDepth unknownDepth;

	private final Clock clock;

	QueuesEndpoint(QueueWorkers queueWorkers, QueueDepthMonitor depthMonitor, UnknownDepth unknownDepth, Clock clock) {
		this.queueWorkers = queueWorkers;
		this.depthMonitor = depthMonitor;
		this.unknownDepth = unknownDepth;
		this.clock = clock;
	}

	@ReadOperation
	QueueReport queues() {
		return new QueueReport(this.clock.instant(), this.queueWorkers.all().stream().map(this::summarize).toList());
	}

	private QueueReport.QueueSummary summarize(QueueWorker queueWorker) {
		QueueDepth queueDepth = this.depthMonitor.depthOf(queueWorker.queue()).orElse(null);
		OptionalDouble meanSeconds = queueWorker.meanProcessingSeconds();
		return new QueueReport.QueueSummary(queueWorker.queue(), queueWorker.operation(), queueWorker.lane().label(),
				(queueDepth != null) ? queueDepth.ready() : null, (queueDepth != null) ? queueDepth.consumers() : null,
				(queueDepth != null) ? null : this.unknownDepth.explain(), queueWorker.concurrency(),
				queueWorker.inFlight(), meanSeconds.isPresent() ? meanSeconds.getAsDouble() : null);
	}

}
