package io.asyncreply.systemb.monitoring;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.asyncreply.messaging.topology.QueueDepthMonitor;
import io.asyncreply.systemb.worker.QueueWorker;
import io.asyncreply.systemb.worker.QueueWorkers;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Says which request queues are not consumed and why. One queue that lacks does not make
 * this System B useless to the others: it is down when it consumes none.
 */
final class ConsumersHealthIndicator extends AbstractHealthIndicator {

	private final QueueWorkers queueWorkers;

	private final QueueDepthMonitor depthMonitor;

	private final UnknownDepth unknownDepth;

	ConsumersHealthIndicator(QueueWorkers queueWorkers, QueueDepthMonitor depthMonitor, UnknownDepth unknownDepth) {
		this.queueWorkers = queueWorkers;
		this.depthMonitor = depthMonitor;
		this.unknownDepth = unknownDepth;
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
				? "the queue is there, and consumption is about to begin; the findings about the broker say if it is refused"
				: this.unknownDepth.explain();
	}

}
