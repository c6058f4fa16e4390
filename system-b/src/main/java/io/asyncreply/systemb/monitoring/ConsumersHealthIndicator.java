package io.asyncreply.systemb.monitoring;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.topology.QueueDepthMonitor;
import io.asyncreply.systemb.worker.QueueWorker;
import io.asyncreply.systemb.worker.QueueWorkers;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Reports which request queues are consumed, and why the others are not. The status is
 * {@code DOWN} only if no queue is consumed: one missing queue does not affect the
 * others.
 */
final class ConsumersHealthIndicator extends AbstractHealthIndicator {

	private final QueueWorkers queueWorkers;

	private final QueueDepthMonitor depthMonitor;

	private final BrokerConnections connections;

	ConsumersHealthIndicator(QueueWorkers queueWorkers, QueueDepthMonitor depthMonitor, BrokerConnections connections) {
		this.queueWorkers = queueWorkers;
		this.depthMonitor = depthMonitor;
		this.connections = connections;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		List<String> consumed = this.queueWorkers.all()
			.stream()
			.filter(QueueWorker::isConsuming)
			.map(QueueWorker::queue)
			.toList();
		Map<String, String> missing = new TreeMap<>();
		this.queueWorkers.all()
			.stream()
			.map(QueueWorker::queue)
			.filter((queue) -> !consumed.contains(queue))
			.forEach((queue) -> missing.put(queue, explain(queue)));
		builder.status(consumed.isEmpty() ? Status.DOWN : Status.UP);
		builder.withDetail("consumed", consumed);
		if (!missing.isEmpty()) {
			builder.withDetail("notConsumed", missing);
		}
	}

	private String explain(String queue) {
		return this.depthMonitor.depthOf(queue).isPresent()
				? "the queue exists and its consumer is about to start; if the broker rejects it, the broker findings say why"
				: QueuesEndpoint.explainUnknownDepth(this.connections);
	}

}
