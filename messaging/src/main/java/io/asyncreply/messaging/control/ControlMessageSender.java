package io.asyncreply.messaging.control;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import io.asyncreply.messages.ControlMessage;
import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.connection.BrokerUnavailableException;
import io.asyncreply.messaging.connection.ChannelSetup;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.messaging.message.OutboundMessage;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * Publishes each control message once, without a confirm, on a thread of its own. A
 * message that cannot be sent at once is dropped.
 */
final class ControlMessageSender implements AutoCloseable {

	/** Most control messages in the queue of the thread. */
	static final int MAX_QUEUED = 64;

	private static final Logger logger = LoggerFactory.getLogger(ControlMessageSender.class);

	private static final long SEND_TIMEOUT_SECONDS = 1;

	private final BrokerConnections connections;

	private final AmqpMessageCodec amqpMessageCodec;

	private final MeterRegistry meters;

	private final ThreadPoolExecutor sendExecutor;

	private @Nullable Channel channel;

	ControlMessageSender(BrokerConnections connections, AmqpMessageCodec amqpMessageCodec, MeterRegistry meters) {
		this.connections = connections;
		this.amqpMessageCodec = amqpMessageCodec;
		this.meters = meters;
		CustomizableThreadFactory threadFactory = new CustomizableThreadFactory("control-");
		threadFactory.setDaemon(true);
		this.sendExecutor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_QUEUED),
				threadFactory, (task, executor) -> countDropped("queue-full"));
	}

	void send(ControlMessage controlMessage) {
		this.sendExecutor.execute(() -> publish(controlMessage));
	}

	void sendAndWait(ControlMessage controlMessage) {
		try {
			this.sendExecutor.submit(() -> publish(controlMessage)).get(SEND_TIMEOUT_SECONDS, TimeUnit.SECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.debug("The last control message may not have been sent", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Stops the thread. Waits at most 1 s for queued messages. */
	@Override
	public void close() {
		this.sendExecutor.shutdown();
		try {
			Channel current = this.sendExecutor.awaitTermination(SEND_TIMEOUT_SECONDS, TimeUnit.SECONDS) ? this.channel
					: null;
			if (current != null) {
				BrokerConnections.abort(current);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void publish(ControlMessage controlMessage) {
		if (!this.connections.isConnected() || this.connections.blockedReason() != null) {
			// waiting for the broker would delay the next control messages
			countDropped("no-broker");
			return;
		}
		try {
			OutboundMessage message = this.amqpMessageCodec.encode(controlMessage);
			openChannel().basicPublish(message.exchange(), message.routingKey(), message.properties(), message.body());
		}
		catch (IOException | AlreadyClosedException | BrokerUnavailableException ex) {
			logger.debug("Dropped a control message: {}", ex.getMessage());
			countDropped("no-broker");
		}
	}

	private Channel openChannel() {
		Channel current = this.channel;
		if (current == null || !current.isOpen()) {
			current = this.connections.openForPublishing(ChannelSetup.NONE);
			this.channel = current;
		}
		return current;
	}

	private void countDropped(String reason) {
		this.meters.counter("asyncreply.control.messages.dropped", "reason", reason).increment();
	}

}
