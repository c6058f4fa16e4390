package io.asyncreply.messaging.consume;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
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
	private static final long COMPANY_MILLIS = 5;

	private final BrokerConnections connections;

	private final ChannelSetup preparation;

	private final ConsumableQueue source;

	private final Consumer<InboundMessage> listener;

	private final ScheduledExecutorService scheduler;

	private final ConsumerEventLogger reports;

	private final AtomicBoolean openingLater = new AtomicBoolean();

	private volatile @Nullable ActiveConsumer current;

	private volatile boolean wanted;

	/**
	 * Makes a subscription that does not consume yet.
	 * @param connections where the channel comes from
	 * @param preparation what has to be so before a new channel is used
	 * @param source what to consume, usually a {@link DeclaredQueue}
	 * @param listener takes each message, quickly and without throwing, on the channel's
	 * delivery thread
	 * @param scheduler opens the channel, and again after a loss
	 */
	public QueueConsumer(BrokerConnections connections, ChannelSetup preparation, ConsumableQueue source,
			Consumer<InboundMessage> listener, ScheduledExecutorService scheduler) {
		this.connections = connections;
		this.preparation = preparation;
		this.source = source;
		this.listener = listener;
		this.scheduler = scheduler;
		this.reports = new ConsumerEventLogger(connections, source.queue());
	}

	/**
	 * Begins to consume, as soon as the broker and the queue are there.
	 */
	public void start() {
		this.wanted = true;
		this.scheduler.execute(this::open);
	}

	/**
	 * Takes nothing more; what was delivered can still be acknowledged.
	 */
	public void stop() {
		this.wanted = false;
		ActiveConsumer consuming = this.current;
		if (consuming != null) {
			try {
				consuming.channel().basicCancel(consuming.tag());
			}
			catch (IOException | AlreadyClosedException ex) {
				logger.debug("Consumer of {} is gone already: {}", this.source.queue(), ex.getMessage());
			}
		}
	}

	/**
	 * Gives back what was delivered and not acknowledged.
	 */
	@Override
	public void close() {
		this.wanted = false;
		ActiveConsumer consuming = this.current;
		if (consuming != null) {
			consuming.acknowledgements().tell();
			BrokerConnections.abort(consuming.channel());
		}
	}

	/**
	 * Tells whether messages can arrive.
	 * @return false before the first success and while the subscription comes back
	 */
	public boolean isConsuming() {
		ActiveConsumer consuming = this.current;
		return this.wanted && consuming != null && consuming.channel().isOpen();
	}

	/**
	 * Tells for how long messages have been able to arrive without a break.
	 * @return nothing while they cannot
	 */
	public Duration consumingFor() {
		ActiveConsumer consuming = this.current;
		return (consuming != null && isConsuming()) ? Duration.ofNanos(System.nanoTime() - consuming.since())
				: Duration.ZERO;
	}

	private synchronized void open() {
		this.openingLater.set(false);
		if (!this.wanted || isConsuming()) {
			return;
		}
		Channel opened = null;
		try {
			opened = this.connections.openForConsuming(this.preparation);
			AckBatcher acknowledgements = new AckBatcher(opened, this.source.prefetch(), this.scheduler,
					this::executeLater);
			String tag = this.source.consume(opened, new ChannelConsumer(opened, acknowledgements));
			this.current = new ActiveConsumer(opened, acknowledgements, tag, System.nanoTime());
			this.reports.consuming();
		}
		catch (IOException | BrokerUnavailableException | AlreadyClosedException ex) {
			this.reports.failed(ex);
			if (opened != null) {
				BrokerConnections.abort(opened);
			}
			openLater();
		}
	}

	/** However often a loss is told, it is made good once. */
	private void openLater() {
		if (this.wanted && this.openingLater.compareAndSet(false, true)) {
			long jitter = ThreadLocalRandom.current().nextLong(RETRY_MILLIS / 2);
			schedule(this::open, RETRY_MILLIS + jitter);
		}
	}

	private void executeLater(Runnable task) {
		Future<?> unused = this.scheduler.schedule(task, COMPANY_MILLIS, TimeUnit.MILLISECONDS);
	}

	private void schedule(Runnable task, long delayMillis) {
		try {
			Future<?> unused = this.scheduler.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Shutting down, {} is not consumed again", this.source.queue());
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
	private record ActiveConsumer(Channel channel, AckBatcher acknowledgements, String tag, long since) {

		boolean isOn(Channel other) {
			return this.channel == other;
		}

	}

	/**
	 * Hears from the broker.
	 */
	private final class ChannelConsumer extends DefaultConsumer {

		private final AckBatcher acknowledgements;

		ChannelConsumer(Channel channel, AckBatcher acknowledgements) {
			super(channel);
			this.acknowledgements = acknowledgements;
		}

		@Override
		public void handleDelivery(String tag, Envelope envelope, BasicProperties properties, byte[] body) {
			if (QueueConsumer.this.source.prefetch() > 0) {
				this.acknowledgements.expect(envelope.getDeliveryTag());
			}
			QueueConsumer.this.listener.accept(new InboundMessage(
					new ChannelAcknowledgment(this.acknowledgements, envelope.getDeliveryTag(), envelope.isRedeliver()),
					QueueConsumer.this.source.queue(), properties, body));
		}

		@Override
		public void handleCancel(String tag) {
			QueueConsumer.this.reports.ended();
			BrokerConnections.abort(getChannel());
			schedule(QueueConsumer.this.reports::lookForOverdue, RETRY_MILLIS / 2);
			openLater(); // a consumer that the broker ended does not hear of its channel
							// any more
		}

		@Override
		public void handleShutdownSignal(String tag, ShutdownSignalException signal) {
			ActiveConsumer consuming = QueueConsumer.this.current;
			if (consuming != null && consuming.isOn(getChannel())) {
				QueueConsumer.this.reports.closed(signal);
			}
			openLater();
		}

	}

}
