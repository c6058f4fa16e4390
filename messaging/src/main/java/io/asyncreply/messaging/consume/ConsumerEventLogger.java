package io.asyncreply.messaging.consume;

import com.rabbitmq.client.ShutdownSignalException;
import io.asyncreply.messaging.connection.AckTimeout;
import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.connection.BrokerError;
import io.asyncreply.messaging.connection.BrokerUnavailableException;
import io.asyncreply.messaging.connection.ChannelSetup;
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

	private boolean troubleReported;

	ConsumerEventLogger(BrokerConnections connections, String queue) {
		this.connections = connections;
		this.queue = queue;
	}

	synchronized void consuming() {
		logger.info("Consuming {}", this.queue);
		this.troubleReported = false;
		this.connections.consumerTroubles().consuming(this.queue);
	}

	/**
	 * The first failure to consume in a row is news, unless the broker refuses: then its
	 * doctor says so.
	 */
	synchronized void failed(Exception failure) {
		this.connections.consumerTroubles().failed(this.queue, failure);
		Throwable cause = (failure.getCause() != null) ? failure.getCause() : failure;
		if (!this.troubleReported && BrokerError.in(failure).isEmpty()) {
			logger.warn("Cannot consume {} and will try again every second: {}", this.queue, cause.getMessage());
		}
		this.troubleReported = true;
	}

	void closed(ShutdownSignalException signal) {
		logger.info("The channel of {} is closed: {}", this.queue, signal.getMessage());
		this.connections.consumerTroubles().failed(this.queue, signal);
	}

	void ended() {
		logger.warn("The broker ended the consumer of {}", this.queue);
	}

	/**
	 * The broker ends a consumer when its queue is deleted, and, since 4.3 and without a
	 * word more, when an acknowledgement is overdue. Then the queue is still there a
	 * moment later, and what was in hand is back in it.
	 */
	void lookForOverdue() {
		try (ReopeningChannel trial = new ReopeningChannel(
				() -> this.connections.openForConsuming(ChannelSetup.NONE))) {
			trial.attempt((channel) -> {
				if (channel.messageCount(this.queue) > 0) {
					this.connections.consumerTroubles().tookBack(new AckTimeout(this.queue, null, System.nanoTime()));
				}
			}).ifPresent((refusal) -> logger.debug("The queue {} is gone: {}", this.queue, refusal.text()));
		}
		catch (BrokerUnavailableException ex) {
			logger.debug("Nobody knows what became of {}: {}", this.queue, ex.getMessage());
		}
	}

}
