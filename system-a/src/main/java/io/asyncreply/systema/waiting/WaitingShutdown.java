package io.asyncreply.systema.waiting;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

import io.asyncreply.systema.LifecyclePhases;
import org.springframework.context.SmartLifecycle;

/**
 * At a shutdown lets callers wait or follow a little longer and then sends them away with
 * what is known: the web server drains for half a minute at most, and whoever was still
 * there then would be cut off.
 */
final class WaitingShutdown implements SmartLifecycle {

	/** So long short work may still end. */
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
