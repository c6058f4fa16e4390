package io.asyncreply.messaging.consume;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
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

/**
 * Consumes one queue on a channel of its own, comes back after every loss, and can stop
 * taking without giving back what is in hand.
 */
public final class QueueConsumer implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(QueueConsumer.class);

	private static final long RETRY_MILLIS = 1_000;

	/** So long at most what is finished waits to be acknowledged together with more. */
	private static final long ACK_DELAY_MILLIS = 5;

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
	 * Makes a subscription that does not consume yet.
	 * @param connections where the channel comes from
	 * @param channelSetup what has to be so before a new channel is used
	 * @param consumableQueue what to consume, usually a {@link DeclaredQueue}
	 * @param listener takes each message, quickly and without throwing, on the channel's
	 * delivery thread
	 * @param scheduler opens the channel, and again after a loss
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

	/**
	 * Begins to consume, as soon as the broker and the queue are there.
	 */
	public void start() {
		this.started = true;
		this.scheduler.execute(this::openChannel);
	}

	/**
	 * Takes nothing more; what was delivered can still be acknowledged.
	 */
	public void stop() {
		this.started = false;
		ActiveConsumer active = this.activeConsumer;
		if (active != null) {
			try {
				active.channel().basicCancel(active.consumerTag());
			}
			catch (IOException | AlreadyClosedException ex) {
				logger.debug("Consumer of {} is gone already: {}", this.consumableQueue.queue(), ex.getMessage());
			}
		}
	}

	/**
	 * Gives back what was delivered and not acknowledged.
	 */
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
	 * Tells whether messages can arrive.
	 * @return false before the first success and while the subscription comes back
	 */
	public boolean isConsuming() {
		ActiveConsumer active = this.activeConsumer;
		return this.started && active != null && active.channel().isOpen();
	}

	/**
	 * Tells for how long messages have been able to arrive without a break.
	 * @return nothing while they cannot
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

	/** However often a loss is told, it is made good once. */
	private void scheduleReopen() {
		if (this.started && this.reopenScheduled.compareAndSet(false, true)) {
			long jitter = ThreadLocalRandom.current().nextLong(RETRY_MILLIS / 2);
			schedule(this::openChannel, RETRY_MILLIS + jitter);
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
			logger.debug("Shutting down, {} is not consumed again", this.consumableQueue.queue());
		}
	}

	/**
	 * What can be consumed.
	 */
	public interface ConsumableQueue {

		/**
		 * Names what is consumed.
		 * @return the name of the queue, or of the exchange behind one without a name
		 */
		String queue();

		/**
		 * Tells how many messages may be in hand, unacknowledged, at once.
		 * @return 0 if the broker waits for no acknowledgement
		 */
		int prefetch();

		/**
		 * Begins to consume.
		 * @param channel a new channel
		 * @param consumer takes what is delivered
		 * @return the tag of the consumer
		 * @throws IOException if the broker refuses
		 */
		String consume(Channel channel, DefaultConsumer consumer) throws IOException;

	}

	/**
	 * A queue that is there, consumed with manual acknowledgement.
	 *
	 * @param queue the queue's name
	 * @param prefetch most messages that may be in hand, unacknowledged, at once
	 */
	public record DeclaredQueue(String queue, int prefetch) implements ConsumableQueue {

		@Override
		public String consume(Channel channel, DefaultConsumer consumer) throws IOException {
			channel.basicQos(this.prefetch);
			return channel.basicConsume(this.queue, false, consumer);
		}

	}

	/**
	 * What is consumed at present, and since when.
	 */
	private record ActiveConsumer(Channel channel, AckBatcher ackBatcher, String consumerTag, long startedAtNanos) {

		boolean usesChannel(Channel other) {
			return this.channel == other;
		}

	}

	/**
	 * Hears from the broker.
	 */
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
			scheduleReopen(); // a consumer that the broker ended does not hear of its
								// channel
								// any more
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
