package io.asyncreply.systema.waiting;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.asyncreply.systema.LifecyclePhases;
import org.springframework.context.SmartLifecycle;

/**
 * Answers all long polls and ends all event streams 5 s after the shutdown begins. The
 * web server drains for at most 30 s and then breaks the remaining connections.
 */
final class WaitingShutdown implements SmartLifecycle {

	/** Time in which short requests can still complete. */
	private static final long GRACE_PERIOD_SECONDS = 5;

	private final ChangeSubscribers longPolls;

	private final ChangeSubscribers eventStreams;

	private volatile boolean running;

	WaitingShutdown(ChangeSubscribers longPolls, ChangeSubscribers eventStreams) {
		this.longPolls = longPolls;
		this.eventStreams = eventStreams;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		Executor delayedExecutor = CompletableFuture.delayedExecutor(GRACE_PERIOD_SECONDS, TimeUnit.SECONDS);
		delayedExecutor.execute(() -> {
			this.longPolls.closeAll();
			this.eventStreams.closeAll();
		});
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public boolean isPauseable() {
		return false;
	}

	@Override
	public int getPhase() {
		return LifecyclePhases.STOP_WITH_WEB_SERVER;
	}

}
