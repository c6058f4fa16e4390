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
 * Logs the events of one consumer and reports its failures to {@link ConsumerFailures}.
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
	 * Logs the first of several failures in a row. The broker doctor logs errors of the
	 * broker.
	 */
	synchronized void onFailure(Exception failure) {
		this.connections.consumerFailures().onFailure(this.queue, failure);
		Throwable cause = (failure.getCause() != null) ? failure.getCause() : failure;
		if (!this.failureLogged && BrokerError.findIn(failure).isEmpty()) {
			logger.warn("Cannot consume {}, retrying every second: {}", this.queue, cause.getMessage());
		}
		this.failureLogged = true;
	}

	void onChannelClosed(ShutdownSignalException shutdownSignal) {
		logger.info("The channel of {} was closed: {}", this.queue, shutdownSignal.getMessage());
		this.connections.consumerFailures().onFailure(this.queue, shutdownSignal);
	}

	void onConsumerCancelled() {
		logger.warn("The broker cancelled the consumer of {}", this.queue);
	}

	/**
	 * Checks why the broker cancelled the consumer. RabbitMQ cancels it when the queue is
	 * deleted and, since 4.3, without a reason when an ack is overdue. In the second case
	 * the queue still exists and has the unacked messages again.
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
				.ifPresent((brokerError) -> logger.debug("The queue {} does not exist: {}", this.queue,
						brokerError.replyText()));
		}
		catch (BrokerUnavailableException ex) {
			logger.debug("Cannot check {}: {}", this.queue, ex.getMessage());
		}
	}

}
