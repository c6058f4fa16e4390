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

	private final WorkerRegistry workers;

	private final Collection<String> queues;

	private final Clock clock;

	public WorkersHealthIndicator(WorkerRegistry workers, Collection<String> queues, Clock clock) {
		this.workers = workers;
		this.queues = queues;
		this.clock = clock;
	}

	@Override
	protected void doHealthCheck(Health.Builder builder) {
		if (!this.workers.isInformed()) {
			builder.unknown().withDetail("reason", "workers cannot be heard yet, or not any more");
			return;
		}
		List<String> deserted = this.queues.stream().filter((queue) -> this.workers.crew(queue).live() == 0).toList();
		if (deserted.size() < this.queues.size()) {
			builder.up();
		}
		else {
			builder.outOfService().withDetail("reason", "no worker is alive");
		}
		deserted.forEach((queue) -> builder.withDetail(queue, explain(this.workers.silence(queue))));
	}

	private String explain(Optional<Duration> silence) {
		return silence.map((span) -> "no worker since " + this.clock.instant().minus(span))
			.orElse("no worker since this System A started");
	}

}
