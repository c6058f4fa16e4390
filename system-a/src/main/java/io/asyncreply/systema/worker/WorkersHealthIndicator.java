package io.asyncreply.systema.worker;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Says which queues nobody works on; out of service only if nobody works on any.
 */
public final class WorkersHealthIndicator extends AbstractHealthIndicator {

	private final WorkerRegistry workerRegistry;

	private final Collection<String> queues;

	private final Clock clock;

	public WorkersHealthIndicator(WorkerRegistry workerRegistry, Collection<String> queues, Clock clock) {
		this.workerRegistry = workerRegistry;
		this.queues = queues;
		this.clock = clock;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		if (!this.workerRegistry.isReliable()) {
			builder.unknown().withDetail("reason", "workers cannot be heard yet, or not any more");
			return;
		}
		List<String> queuesWithoutWorkers = this.queues.stream()
			.filter((queue) -> this.workerRegistry.stats(queue).live() == 0)
			.toList();
		if (queuesWithoutWorkers.size() < this.queues.size()) {
			builder.up();
		}
		else {
			builder.outOfService().withDetail("reason", "no worker is alive");
		}
		queuesWithoutWorkers
			.forEach((queue) -> builder.withDetail(queue, explain(this.workerRegistry.timeSinceHeartbeat(queue))));
	}

	private String explain(Optional<Duration> sinceHeartbeat) {
		return sinceHeartbeat.map((elapsed) -> "no worker since " + this.clock.instant().minus(elapsed))
			.orElse("no worker since this System A started");
	}

}
