package io.asyncreply.messaging.consume;

import org.springframework.context.SmartLifecycle;

/**
 * Consumes while the application runs.
 */
public final class QueueConsumerLifecycle implements SmartLifecycle {

	private final QueueConsumer queueConsumer;

	private final int phase;

	private volatile boolean running;

	/**
	 * Ties a subscription to the application.
	 * @param queueConsumer what to consume
	 * @param phase when to start and, in the opposite order, to stop
	 */
	public QueueConsumerLifecycle(QueueConsumer queueConsumer, int phase) {
		this.queueConsumer = queueConsumer;
		this.phase = phase;
	}

	@Override
	public void start() {
		this.running = true;
		this.queueConsumer.start();
	}

	@Override
	public void stop() {
		this.queueConsumer.stop();
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
