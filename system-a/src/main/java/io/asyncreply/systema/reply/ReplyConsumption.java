package io.asyncreply.systema.reply;

import io.asyncreply.messages.amqp.Subscription;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Consumes replies while the application runs, and on shutdown a little longer than the
 * web server: callers who wait are still woken while it drains.
 */
final class ReplyConsumption implements SmartLifecycle {

	private final Subscription subscription;

	private volatile boolean running;

	ReplyConsumption(Subscription subscription) {
		this.subscription = subscription;
	}

	@Override
	public void start() {
		this.running = true;
		this.subscription.start();
	}

	@Override
	public void stop() {
		this.subscription.stop();
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE - 2048;
	}

}
