package io.asyncreply.messaging.topology;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;

import com.rabbitmq.client.AMQP.Queue.DeclareOk;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.connection.BrokerUnavailableException;
import io.asyncreply.messaging.connection.ChannelSetup;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.TaskScheduler;

/**
 * Polls the depth and the number of consumers of each queue once a second. It uses
 * passive declarations, which cost the same at any depth.
 */
public final class QueueDepthMonitor implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(QueueDepthMonitor.class);

	private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

	private final BrokerConnections connections;

	private final List<String> queues;

	private final ChannelSetup redeclaration;

	private final TaskScheduler scheduler;

	private @Nullable ScheduledFuture<?> pollTask;

	private volatile Map<String, QueueDepth> depths = Map.of();

	private @Nullable Channel channel;

	/**
	 * Creates a monitor that is not started.
	 * @param connections opens the channel
	 * @param queues names of the queues
	 * @param redeclaration setup that runs on a new channel if a queue is missing
	 * @param scheduler runs the polls
	 */
	public QueueDepthMonitor(BrokerConnections connections, Collection<String> queues, ChannelSetup redeclaration,
			TaskScheduler scheduler) {
		this.connections = connections;
		this.queues = List.copyOf(queues);
		this.redeclaration = redeclaration;
		this.scheduler = scheduler;
	}

	/**
	 * Starts to poll the broker once a second.
	 */
	public void start() {
		this.pollTask = this.scheduler.scheduleWithFixedDelay(this::poll, Instant.now().plus(POLL_INTERVAL),
				POLL_INTERVAL);
	}

	/**
	 * Returns the monitored queues.
	 * @return names of the queues
	 */
	public List<String> queues() {
		return this.queues;
	}

	/**
	 * Returns the last measured depth of a queue.
	 * @param queue name of the queue
	 * @return the depth, or empty while the broker is unavailable or the queue is missing
	 */
	public Optional<QueueDepth> depthOf(String queue) {
		return Optional.ofNullable(this.depths.get(queue));
	}

	@Override
	public synchronized void close() {
		if (this.pollTask != null) {
			this.pollTask.cancel(false);
		}
		closeChannel();
	}

	private synchronized void poll() {
		Map<String, QueueDepth> polled = new HashMap<>();
		try {
			for (String queue : this.queues) {
				readDepth(queue).ifPresent((queueDepth) -> polled.put(queue, queueDepth));
			}
		}
		catch (BrokerUnavailableException ex) {
			logger.debug("The depths are unknown: {}", ex.getMessage());
		}
		this.depths = Map.copyOf(polled);
	}

	private Optional<QueueDepth> readDepth(String queue) {
		try {
			DeclareOk declareOk = openChannel().queueDeclarePassive(queue);
			return Optional.of(new QueueDepth(declareOk.getMessageCount(), declareOk.getConsumerCount()));
		}
		catch (IOException | AlreadyClosedException ex) {
			closeChannel();
			redeclare(queue);
			return Optional.empty();
		}
	}

	private void redeclare(String queue) {
		try {
			this.channel = this.connections.openForConsuming(this.redeclaration);
		}
		catch (BrokerUnavailableException ex) {
			logger.debug("The depth of {} is unknown: {}", queue, ex.getMessage());
		}
	}

	private Channel openChannel() {
		Channel current = this.channel;
		if (current == null || !current.isOpen()) {
			current = this.connections.openForConsuming(ChannelSetup.NONE);
			this.channel = current;
		}
		return current;
	}

	private void closeChannel() {
		Channel current = this.channel;
		this.channel = null;
		if (current != null) {
			BrokerConnections.abort(current);
		}
	}

	/**
	 * Measured depth of a queue.
	 *
	 * @param ready messages in the queue, without those in flight
	 * @param consumers number of consumers
	 */
	public record QueueDepth(long ready, long consumers) {

	}

}
