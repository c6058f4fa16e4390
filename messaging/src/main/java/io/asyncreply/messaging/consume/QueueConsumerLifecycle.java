package io.asyncreply.messaging.consume;

import org.springframework.context.SmartLifecycle;

/**
 * Starts and stops a consumer with the application.
 */
public final class QueueConsumerLifecycle implements SmartLifecycle {

	private final QueueConsumer queueConsumer;

	private final int phase;

	private volatile boolean running;

	/**
	 * Creates a lifecycle.
	 * @param queueConsumer consumer to start and stop
	 * @param phase phase of the lifecycle; lower phases start first and stop last
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
