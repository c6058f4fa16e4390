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
 * Asks the broker once a second how many messages wait in each queue and how many
 * consumers it has, by passive declaration, which costs next to nothing at any depth.
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
	 * Makes the reader and begins to read.
	 * @param connections where the channel comes from
	 * @param queues the queues to ask about
	 * @param redeclaration what to try on a fresh channel when a queue is missing
	 * @param scheduler reads once a second
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
	 * Lists the queues that are asked about.
	 * @return their names
	 */
	public List<String> queues() {
		return this.queues;
	}

	/**
	 * Gives the last figures of a queue.
	 * @param queue the queue's name
	 * @return empty while the broker cannot be asked or has no such queue
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
	 * What the broker says of a queue.
	 *
	 * @param ready messages that wait, without those in the hands of consumers
	 * @param consumers how many consume it
	 */
	public record QueueDepth(long ready, long consumers) {

	}

}
