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
 * Publishes signals from a thread of its own, once and without a confirm; what cannot go
 * out at once is dropped.
 */
final class ControlMessageSender implements AutoCloseable {

	/** Most signals that wait for the thread. */
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
		CustomizableThreadFactory threadFactory = new CustomizableThreadFactory("signals-");
		threadFactory.setDaemon(true);
		this.sendExecutor = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_QUEUED),
				threadFactory, (task, executor) -> countDropped("queue-full"));
	}

	void send(ControlMessage signal) {
		this.sendExecutor.execute(() -> publish(signal));
	}

	void sendAndWait(ControlMessage signal) {
		try {
			this.sendExecutor.submit(() -> publish(signal)).get(SEND_TIMEOUT_SECONDS, TimeUnit.SECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.debug("The last signal may not have gone out", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Gives what waits a moment to go out. */
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

	private void publish(ControlMessage signal) {
		if (!this.connections.isConnected() || this.connections.blockedReason() != null) {
			countDropped("no-broker"); // to wait for it would only make the next ones
										// late
			return;
		}
		try {
			OutboundMessage message = this.amqpMessageCodec.encode(signal);
			openChannel().basicPublish(message.exchange(), message.routingKey(), message.properties(), message.body());
		}
		catch (IOException | AlreadyClosedException | BrokerUnavailableException ex) {
			logger.debug("A signal is dropped: {}", ex.getMessage());
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
