package io.asyncreply.messaging.consume;

import com.rabbitmq.client.ShutdownSignalException;
import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.connection.BrokerError;
import io.asyncreply.messaging.connection.BrokerUnavailableException;
import io.asyncreply.messaging.connection.ChannelSetup;
import io.asyncreply.messaging.connection.ConsumerFailures;
import io.asyncreply.messaging.connection.ConsumerFailures.AckTimeout;
import io.asyncreply.messaging.connection.ConsumerOutage;
import io.asyncreply.messaging.connection.ReopeningChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the events of one consumer. Reports its failures to {@link ConsumerFailures}, and
 * the loss of the connection to {@link ConsumerOutage}.
 */
final class ConsumerEventLogger {

	private static final Logger logger = LoggerFactory.getLogger(ConsumerEventLogger.class);

	private final BrokerConnections connections;

	private final String queue;

	private boolean failureLogged;

	ConsumerEventLogger(BrokerConnections connections, String queue) {
		this.connections = connections;
		this.queue = queue;
		connections.consumerOutage().add(queue);
	}

	synchronized void onConsuming() {
		this.failureLogged = false;
		if (!this.connections.consumerOutage().onConsuming(this.queue)) {
			logger.info("Consuming {}", this.queue);
		}
		this.connections.consumerFailures().onConsuming(this.queue);
	}

	/**
	 * Reports a failure to consume. Logs the first of several in a row if it concerns
	 * only this queue. The broker doctor logs errors of the broker.
	 */
	synchronized void onFailure(Exception failure) {
		this.connections.consumerFailures().onFailure(this.queue, failure);
		if (BrokerError.findIn(failure).isPresent()) {
			return;
		}
		Throwable cause = (failure.getCause() != null) ? failure.getCause() : failure;
		if (!this.connections.isConnected()) {
			this.connections.consumerOutage().onInterrupted(this.queue, String.valueOf(cause.getMessage()));
		}
		else if (!this.failureLogged) {
			logger.warn("Cannot consume {}, retrying every second: {}", this.queue, cause.getMessage());
			this.failureLogged = true;
		}
	}

	/** Reports that the channel was closed, alone or with its connection. */
	void onChannelClosed(ShutdownSignalException shutdownSignal) {
		if (shutdownSignal.isHardError() && !shutdownSignal.isInitiatedByApplication()) {
			this.connections.consumerOutage().onInterrupted(this.queue, String.valueOf(shutdownSignal.getMessage()));
		}
		else {
			logger.info("The channel of {} was closed: {}", this.queue, shutdownSignal.getMessage());
		}
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
