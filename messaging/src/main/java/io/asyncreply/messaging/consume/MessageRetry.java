package io.asyncreply.messaging.consume;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.asyncreply.messaging.message.InboundMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats failed tasks of messages that are not acked yet, each after 1 s.
 */
public final class MessageRetry {

	private static final Logger logger = LoggerFactory.getLogger(MessageRetry.class);

	private static final long DELAY_SECONDS = 1;

	private final ScheduledExecutorService scheduler;

	/**
	 * Creates a retry.
	 * @param scheduler runs the tasks
	 */
	public MessageRetry(ScheduledExecutorService scheduler) {
		this.scheduler = scheduler;
	}

	/**
	 * Runs a task after 1 s. Does nothing if the channel of the message is closed,
	 * because the broker delivers the message again.
	 * @param message message that the task acks
	 * @param task task to run
	 */
	public void retryLater(InboundMessage message, Runnable task) {
		if (message.isAcknowledgeable()) {
			try {
				this.scheduler.schedule(task, DELAY_SECONDS, TimeUnit.SECONDS);
			}
			catch (RejectedExecutionException ex) {
				logger.debug("Shutting down, the broker will deliver the message again");
			}
		}
	}

}
