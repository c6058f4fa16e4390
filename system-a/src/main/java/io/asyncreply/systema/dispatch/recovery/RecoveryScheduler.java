package io.asyncreply.systema.dispatch.recovery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledFuture;

import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.TaskScheduler;

/**
 * Checks every request queue for lost requests, once a second.
 */
final class RecoveryScheduler implements AutoCloseable {

	private static final Duration INTERVAL = Duration.ofSeconds(1);

	private final LostRequestRepublishers republishers;

	private final QueueObserver queueObserver;

	private final Clock clock;

	private final TaskScheduler scheduler;

	private @Nullable ScheduledFuture<?> checkTask;

	RecoveryScheduler(LostRequestRepublishers republishers, QueueObserver queueObserver, Clock clock,
			TaskScheduler scheduler) {
		this.republishers = republishers;
		this.queueObserver = queueObserver;
		this.clock = clock;
		this.scheduler = scheduler;
	}

	/** Starts to check all queues once a second. */
	void start() {
		this.checkTask = this.scheduler.scheduleWithFixedDelay(this::checkAll, Instant.now().plus(INTERVAL), INTERVAL);
	}

	@Override
	public void close() {
		if (this.checkTask != null) {
			this.checkTask.cancel(false);
		}
	}

	private void checkAll() {
		Instant now = this.clock.instant();
		this.queueObserver.observeReturnQueues(now);
		this.republishers.checkAll(now);
	}

}
