package io.asyncreply.systema.dispatch.recovery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messaging.RecurringTask;

/**
 * Looks after every request queue once a second.
 */
final class RecoveryScheduler implements AutoCloseable {

	private final List<LostRequestRepublisher> redrives;

	private final QueueObserver sights;

	private final Clock clock;

	private final RecurringTask looks;

	RecoveryScheduler(List<LostRequestRepublisher> redrives, QueueObserver sights, Clock clock,
			ScheduledExecutorService scheduler) {
		this.redrives = List.copyOf(redrives);
		this.sights = sights;
		this.clock = clock;
		this.looks = new RecurringTask(scheduler, Duration.ofSeconds(1), this::look);
	}

	@Override
	public void close() {
		this.looks.close();
	}

	private void look() {
		Instant now = this.clock.instant();
		this.sights.look(now);
		this.redrives.forEach((redrive) -> redrive.look(now));
	}

}
