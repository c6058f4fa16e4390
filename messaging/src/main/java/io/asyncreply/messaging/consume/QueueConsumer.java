package io.asyncreply.messaging.consume;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.connection.BrokerUnavailableException;
import io.asyncreply.messaging.connection.ChannelSetup;
import io.asyncreply.messaging.message.InboundMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * Consumes one queue on a channel of its own and reopens the channel after each loss. It
 * can stop without returning the messages in flight.
 */
public final class QueueConsumer implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(QueueConsumer.class);

	private static final long RETRY_MILLIS = 1_000;

	/** Longest time that an ack waits for others. */
	private static final long ACK_DELAY_MILLIS = 5;

	/** 1.0 to 1.5 s. The jitter spreads the reconnects of all processes. */
	private static final ExponentialBackOff REOPEN_BACKOFF = new ExponentialBackOff(RETRY_MILLIS, 1);

	static {
		REOPEN_BACKOFF.setJitter(RETRY_MILLIS / 2);
	}

	private final BrokerConnections connections;

	private final ChannelSetup channelSetup;

	private final ConsumableQueue consumableQueue;

	private final Consumer<InboundMessage> listener;

	private final ScheduledExecutorService scheduler;

	private final ConsumerEventLogger eventLogger;

	private final AtomicBoolean reopenScheduled = new AtomicBoolean();

	private volatile @Nullable ActiveConsumer activeConsumer;

	private volatile boolean started;

	/**
	 * Creates a consumer that is not started.
	 * @param connections opens the channel
	 * @param channelSetup setup of each new channel
	 * @param consumableQueue queue to consume, usually a {@link DeclaredQueue}
	 * @param listener receives each delivery on the delivery thread of the channel; must
	 * not block or throw
	 * @param scheduler opens the channel and sends acks
	 */
	public QueueConsumer(BrokerConnections connections, ChannelSetup channelSetup, ConsumableQueue consumableQueue,
			Consumer<InboundMessage> listener, ScheduledExecutorService scheduler) {
		this.connections = connections;
		this.channelSetup = channelSetup;
		this.consumableQueue = consumableQueue;
		this.listener = listener;
		this.scheduler = scheduler;
		this.eventLogger = new ConsumerEventLogger(connections, consumableQueue.queue());
	}

	/** Starts to consume as soon as the broker and the queue are available. */
	public void start() {
		this.started = true;
		this.scheduler.execute(this::openChannel);
	}

	/** Cancels the consumer. Messages in flight can still be acked. */
	public void stop() {
		this.started = false;
		ActiveConsumer active = this.activeConsumer;
		if (active != null) {
			try {
				active.channel().basicCancel(active.consumerTag());
			}
			catch (IOException | AlreadyClosedException ex) {
				logger.debug("The consumer of {} was closed already: {}", this.consumableQueue.queue(),
						ex.getMessage());
			}
		}
	}

	/** Closes the channel. The broker requeues all unacked messages. */
	@Override
	public void close() {
		this.started = false;
		ActiveConsumer active = this.activeConsumer;
		if (active != null) {
			active.ackBatcher().flush();
			BrokerConnections.abort(active.channel());
		}
	}

	/**
	 * Whether messages can arrive.
	 * @return false before the first success and while the channel is reopened
	 */
	public boolean isConsuming() {
		ActiveConsumer active = this.activeConsumer;
		return this.started && active != null && active.channel().isOpen();
	}

	/**
	 * Returns how long the consumer has been active without interruption.
	 * @return zero if it is not active
	 */
	public Duration consumingFor() {
		ActiveConsumer active = this.activeConsumer;
		return (active != null && isConsuming()) ? Duration.ofNanos(System.nanoTime() - active.startedAtNanos())
				: Duration.ZERO;
	}

	private synchronized void openChannel() {
		this.reopenScheduled.set(false);
		if (!this.started || isConsuming()) {
			return;
		}
		Channel openedChannel = null;
		try {
			openedChannel = this.connections.openForConsuming(this.channelSetup);
			AckBatcher ackBatcher = new AckBatcher(openedChannel, this.consumableQueue.prefetch(), this.scheduler,
					this::executeDelayed);
			String consumerTag = this.consumableQueue.consume(openedChannel,
					new ChannelConsumer(openedChannel, ackBatcher));
			this.activeConsumer = new ActiveConsumer(openedChannel, ackBatcher, consumerTag, System.nanoTime());
			this.eventLogger.onConsuming();
		}
		catch (IOException | BrokerUnavailableException | AlreadyClosedException ex) {
			this.eventLogger.onFailure(ex);
			if (openedChannel != null) {
				BrokerConnections.abort(openedChannel);
			}
			scheduleReopen();
		}
	}

	/** Schedules one reopening, even if several callbacks report the same loss. */
	private void scheduleReopen() {
		if (this.started && this.reopenScheduled.compareAndSet(false, true)) {
			schedule(this::openChannel, REOPEN_BACKOFF.start().nextBackOff());
		}
	}

	private void executeDelayed(Runnable task) {
		this.scheduler.schedule(task, ACK_DELAY_MILLIS, TimeUnit.MILLISECONDS);
	}

	private void schedule(Runnable task, long delayMillis) {
		try {
			this.scheduler.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Shutting down, the consumer of {} is not reopened", this.consumableQueue.queue());
		}
	}

	/** Queue that a consumer can consume. */
	public interface ConsumableQueue {

		/**
		 * Returns the name for logs.
		 * @return name of the queue, or of the exchange if the broker names the queue
		 */
		String queue();

		/**
		 * Returns the prefetch.
		 * @return most unacked messages, 0 if the broker expects no acks
		 */
		int prefetch();

		/**
		 * Starts to consume.
		 * @param channel a new channel
		 * @param consumer receives the deliveries
		 * @return consumer tag
		 * @throws IOException if the broker refuses
		 */
		String consume(Channel channel, DefaultConsumer consumer) throws IOException;

	}

	/**
	 * Existing queue with manual acks.
	 *
	 * @param queue name of the queue
	 * @param prefetch most unacked messages
	 */
	public record DeclaredQueue(String queue, int prefetch) implements ConsumableQueue {

		@Override
		public String consume(Channel channel, DefaultConsumer consumer) throws IOException {
			channel.basicQos(this.prefetch);
			return channel.basicConsume(this.queue, false, consumer);
		}

	}

	/** Channel and consumer that are active. */
	private record ActiveConsumer(Channel channel, AckBatcher ackBatcher, String consumerTag, long startedAtNanos) {

		boolean usesChannel(Channel other) {
			return this.channel == other;
		}

	}

	/** Receives deliveries and events of one channel. */
	private final class ChannelConsumer extends DefaultConsumer {

		private final AckBatcher ackBatcher;

		ChannelConsumer(Channel channel, AckBatcher ackBatcher) {
			super(channel);
			this.ackBatcher = ackBatcher;
		}

		@Override
		public void handleDelivery(String consumerTag, Envelope envelope, BasicProperties properties, byte[] body) {
			if (QueueConsumer.this.consumableQueue.prefetch() > 0) {
				this.ackBatcher.onDelivery(envelope.getDeliveryTag());
			}
			QueueConsumer.this.listener.accept(new InboundMessage(
					new ChannelAcknowledgment(this.ackBatcher, envelope.getDeliveryTag(), envelope.isRedeliver()),
					QueueConsumer.this.consumableQueue.queue(), properties, body));
		}

		@Override
		public void handleCancel(String consumerTag) {
			QueueConsumer.this.eventLogger.onConsumerCancelled();
			BrokerConnections.abort(getChannel());
			schedule(QueueConsumer.this.eventLogger::checkAckTimeout, RETRY_MILLIS / 2);
			// a cancelled consumer gets no shutdown signal of its channel
			scheduleReopen();
		}

		@Override
		public void handleShutdownSignal(String consumerTag, ShutdownSignalException shutdownSignal) {
			ActiveConsumer active = QueueConsumer.this.activeConsumer;
			if (active != null && active.usesChannel(getChannel())) {
				QueueConsumer.this.eventLogger.onChannelClosed(shutdownSignal);
			}
			scheduleReopen();
		}

	}

}
