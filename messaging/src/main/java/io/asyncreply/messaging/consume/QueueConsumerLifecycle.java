package io.asyncreply.messaging.consume;

import org.springframework.context.SmartLifecycle;

/**
 * Consumes while the application runs.
 */
public final class QueueConsumerLifecycle implements SmartLifecycle {

	private final QueueConsumer subscription;

	private final int phase;

	private volatile boolean running;

	/**
	 * Ties a subscription to the application.
	 * @param subscription what to consume
	 * @param phase when to start and, in the opposite order, to stop
	 */
	public QueueConsumerLifecycle(QueueConsumer subscription, int phase) {
		this.subscription = subscription;
		this.phase = phase;
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
		return this.phase;
	}

}
