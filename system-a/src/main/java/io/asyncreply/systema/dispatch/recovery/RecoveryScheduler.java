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

	private final List<LostRequestRepublisher> republishers;

	private final QueueObserver queueObserver;

	private final Clock clock;

	private final RecurringTask checkTask;

	RecoveryScheduler(List<LostRequestRepublisher> republishers, QueueObserver queueObserver, Clock clock,
			ScheduledExecutorService scheduler) {
		this.republishers = List.copyOf(republishers);
		this.queueObserver = queueObserver;
		this.clock = clock;
		this.checkTask = new RecurringTask(scheduler, Duration.ofSeconds(1), this::checkAll);
	}

	@Override
	public void close() {
		this.checkTask.close();
	}

	private void checkAll() {
		Instant now = this.clock.instant();
		this.queueObserver.observeReturnQueues(now);
		this.republishers.forEach((republisher) -> republisher.check(now));
	}

}
