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
	static final int MAX_WAITING = 64;

	private static final Logger logger = LoggerFactory.getLogger(ControlMessageSender.class);

	private static final long FAREWELL_SECONDS = 1;

	private final BrokerConnections connections;

	private final AmqpMessageCodec wireFormat;

	private final MeterRegistry meters;

	private final ThreadPoolExecutor thread;

	private @Nullable Channel channel;

	ControlMessageSender(BrokerConnections connections, AmqpMessageCodec wireFormat, MeterRegistry meters) {
		this.connections = connections;
		this.wireFormat = wireFormat;
		this.meters = meters;
		CustomizableThreadFactory threads = new CustomizableThreadFactory("signals-");
		threads.setDaemon(true);
		this.thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), threads,
				(task, executor) -> drop("crowded"));
	}

	void send(ControlMessage signal) {
		this.thread.execute(() -> publish(signal));
	}

	void sendAndWait(ControlMessage signal) {
		try {
			this.thread.submit(() -> publish(signal)).get(FAREWELL_SECONDS, TimeUnit.SECONDS);
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
		this.thread.shutdown();
		try {
			Channel current = this.thread.awaitTermination(FAREWELL_SECONDS, TimeUnit.SECONDS) ? this.channel : null;
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
			drop("no-broker"); // to wait for it would only make the next ones late
			return;
		}
		try {
			OutboundMessage message = this.wireFormat.write(signal);
			open().basicPublish(message.exchange(), message.routingKey(), message.properties(), message.body());
		}
		catch (IOException | AlreadyClosedException | BrokerUnavailableException ex) {
			logger.debug("A signal is dropped: {}", ex.getMessage());
			drop("no-broker");
		}
	}

	private Channel open() {
		Channel current = this.channel;
		if (current == null || !current.isOpen()) {
			current = this.connections.openForPublishing(ChannelSetup.NONE);
			this.channel = current;
		}
		return current;
	}

	private void drop(String reason) {
		this.meters.counter("asyncreply.signals.dropped", "reason", reason).increment();
	}

}
