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
	private static final long PATIENCE_SECONDS = 5;

	private final LongPollRegistry waiting;

	private final ChangeSubscribers followers;

	private volatile boolean running;

	WaitingShutdown(LongPollRegistry waiting, ChangeSubscribers followers) {
		this.waiting = waiting;
		this.followers = followers;
	}

	@Override
	public void start() {
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
		Executor later = CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS);
		later.execute(() -> {
			this.waiting.dismissAll();
			this.followers.dismissAll();
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
		return LifecyclePhases.WITH_WEB_SERVER;
	}

}
