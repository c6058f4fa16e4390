package io.asyncreply.messaging.consume;

import com.rabbitmq.client.ShutdownSignalException;
import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.connection.BrokerError;
import io.asyncreply.messaging.connection.BrokerUnavailableException;
import io.asyncreply.messaging.connection.ChannelSetup;
import io.asyncreply.messaging.connection.ConsumerFailures.AckTimeout;
import io.asyncreply.messaging.connection.ReopeningChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells what becomes of the consumer of one queue: the log, and the broker's doctor.
 */
final class ConsumerEventLogger {

	private static final Logger logger = LoggerFactory.getLogger(ConsumerEventLogger.class);

	private final BrokerConnections connections;

	private final String queue;

	private boolean failureLogged;

	ConsumerEventLogger(BrokerConnections connections, String queue) {
		this.connections = connections;
		this.queue = queue;
	}

	synchronized void onConsuming() {
		logger.info("Consuming {}", this.queue);
		this.failureLogged = false;
		this.connections.consumerFailures().onConsuming(this.queue);
	}

	/**
	 * The first failure to consume in a row is news, unless the broker refuses: then its
	 * doctor says so.
	 */
	synchronized void onFailure(Exception failure) {
		this.connections.consumerFailures().onFailure(this.queue, failure);
		Throwable cause = (failure.getCause() != null) ? failure.getCause() : failure;
		if (!this.failureLogged && BrokerError.findIn(failure).isEmpty()) {
			logger.warn("Cannot consume {} and will try again every second: {}", this.queue, cause.getMessage());
		}
		this.failureLogged = true;
	}

	void onChannelClosed(ShutdownSignalException shutdownSignal) {
		logger.info("The channel of {} is closed: {}", this.queue, shutdownSignal.getMessage());
		this.connections.consumerFailures().onFailure(this.queue, shutdownSignal);
	}

	void onConsumerCancelled() {
		logger.warn("The broker ended the consumer of {}", this.queue);
	}

	/**
	 * The broker ends a consumer when its queue is deleted, and, since 4.3 and without a
	 * word more, when an acknowledgement is overdue. Then the queue is still there a
	 * moment later, and what was in hand is back in it.
	 */
	void checkAckTimeout() {
		try (ReopeningChannel reopeningChannel = new ReopeningChannel(
				() -> this.connections.openForConsuming(ChannelSetup.NONE))) {
			reopeningChannel.execute((channel) -> {
				if (channel.messageCount(this.queue) > 0) {
					this.connections.consumerFailures()
						.onAckTimeout(new AckTimeout(this.queue, null, System.nanoTime()));
				}
			})
				.ifPresent(
						(brokerError) -> logger.debug("The queue {} is gone: {}", this.queue, brokerError.replyText()));
		}
		catch (BrokerUnavailableException ex) {
			logger.debug("Nobody knows what became of {}: {}", this.queue, ex.getMessage());
		}
	}

}
