package io.asyncreply.systema.monitoring;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.asyncreply.systema.worker.WorkerRegistry;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Health of the workers: lists the request queues without a live worker, and the unknown
 * operations with open requests. The status is {@code OUT_OF_SERVICE} if no request queue
 * has a live worker.
 */
final class WorkersHealthIndicator extends AbstractHealthIndicator {

	private final WorkerRegistry workerRegistry;

	private final Collection<String> queues;

	private final UnknownOperationMonitor unknownOperationMonitor;

	private final Clock clock;

	WorkersHealthIndicator(WorkerRegistry workerRegistry, Collection<String> queues,
			UnknownOperationMonitor unknownOperationMonitor, Clock clock) {
		this.workerRegistry = workerRegistry;
		this.queues = queues;
		this.unknownOperationMonitor = unknownOperationMonitor;
		this.clock = clock;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		Map<String, String> unknownOperations = explainUnknownOperations();
		if (!unknownOperations.isEmpty()) {
			builder.withDetail("unknownOperations", unknownOperations);
		}
		if (!this.workerRegistry.isReliable()) {
			builder.unknown()
				.withDetail("reason", "this instance has received control messages for less than "
						+ WorkerRegistry.LIVENESS_TIMEOUT.toSeconds() + " s");
			return;
		}
		List<String> queuesWithoutWorkers = this.queues.stream()
			.filter((queue) -> this.workerRegistry.stats(queue).live() == 0)
			.toList();
		if (queuesWithoutWorkers.size() < this.queues.size()) {
			builder.up();
		}
		else {
			builder.outOfService().withDetail("reason", "no worker is live");
		}
		queuesWithoutWorkers
			.forEach((queue) -> builder.withDetail(queue, explain(this.workerRegistry.timeSinceHeartbeat(queue))));
	}

	private Map<String, String> explainUnknownOperations() {
		return this.unknownOperationMonitor.operations()
			.stream()
			.collect(Collectors.toMap(Function.identity(),
					(operation) -> this.workerRegistry.isReliable() && !this.workerRegistry.hasLiveWorker(operation)
							? "no system knows this operation" : "this System A does not know this operation"));
	}

	private String explain(Optional<Duration> sinceHeartbeat) {
		return sinceHeartbeat.map((elapsed) -> "no heartbeat since " + this.clock.instant().minus(elapsed))
			.orElse("no heartbeat since this instance started");
	}

}
