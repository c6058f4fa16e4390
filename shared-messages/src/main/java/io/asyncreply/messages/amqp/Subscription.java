package io.asyncreply.messages.amqp;

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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Consumes one queue on a channel of its own, comes back after every loss, and can stop
 * taking without giving back what is in hand.
 */
public final class Subscription implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(Subscription.class);

	private static final long RETRY_MILLIS = 1_000;

	/** So long at most what is finished waits to be acknowledged together with more. */
	private static final long COMPANY_MILLIS = 5;

	private final BrokerConnections connections;

	private final ChannelPreparation preparation;

	private final Consumable source;

	private final Consumer<IncomingMessage> listener;

	private final ScheduledExecutorService scheduler;

	private final ConsumerReports reports;

	private final AtomicBoolean openingLater = new AtomicBoolean();

	private volatile @Nullable Consuming current;

	private volatile boolean wanted;

	/**
	 * Makes a subscription that does not consume yet.
	 * @param connections where the channel comes from
	 * @param preparation what has to be so before a new channel is used
	 * @param source what to consume, usually a {@link Source}
	 * @param listener takes each message, quickly and without throwing, on the channel's
	 * delivery thread
	 * @param scheduler opens the channel, and again after a loss
	 */
	public Subscription(BrokerConnections connections, ChannelPreparation preparation, Consumable source,
			Consumer<IncomingMessage> listener, ScheduledExecutorService scheduler) {
		this.connections = connections;
		this.preparation = preparation;
		this.source = source;
		this.listener = listener;
		this.scheduler = scheduler;
		this.reports = new ConsumerReports(connections, source.queue());
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
		Consuming consuming = this.current;
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
		Consuming consuming = this.current;
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
		Consuming consuming = this.current;
		return this.wanted && consuming != null && consuming.channel().isOpen();
	}

	/**
	 * Tells for how long messages have been able to arrive without a break.
	 * @return nothing while they cannot
	 */
	Duration consumingFor() {
		Consuming consuming = this.current;
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
			Acknowledgements acknowledgements = new Acknowledgements(opened, this.source.prefetch(), this.scheduler,
					this::executeLater);
			String tag = this.source.consume(opened, new Receiver(opened, acknowledgements));
			this.current = new Consuming(opened, acknowledgements, tag, System.nanoTime());
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
	public interface Consumable {

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
	public record Source(String queue, int prefetch) implements Consumable {

		@Override
		public String consume(Channel channel, DefaultConsumer consumer) throws IOException {
			channel.basicQos(this.prefetch);
			return channel.basicConsume(this.queue, false, consumer);
		}

	}

	/**
	 * What is consumed at present, and since when.
	 */
	private record Consuming(Channel channel, Acknowledgements acknowledgements, String tag, long since) {

		boolean isOn(Channel other) {
			return this.channel == other;
		}

	}

	/**
	 * Hears from the broker.
	 */
	private final class Receiver extends DefaultConsumer {

		private final Acknowledgements acknowledgements;

		Receiver(Channel channel, Acknowledgements acknowledgements) {
			super(channel);
			this.acknowledgements = acknowledgements;
		}

		@Override
		public void handleDelivery(String tag, Envelope envelope, BasicProperties properties, byte[] body) {
			if (Subscription.this.source.prefetch() > 0) {
				this.acknowledgements.expect(envelope.getDeliveryTag());
			}
			Subscription.this.listener.accept(new IncomingMessage(
					new Delivery(this.acknowledgements, envelope.getDeliveryTag(), envelope.isRedeliver()),
					Subscription.this.source.queue(), properties, body));
		}

		@Override
		public void handleCancel(String tag) {
			Subscription.this.reports.ended();
			BrokerConnections.abort(getChannel());
			schedule(Subscription.this.reports::lookForOverdue, RETRY_MILLIS / 2);
			openLater(); // a consumer that the broker ended does not hear of its channel
							// any more
		}

		@Override
		public void handleShutdownSignal(String tag, ShutdownSignalException signal) {
			Consuming consuming = Subscription.this.current;
			if (consuming != null && consuming.isOn(getChannel())) {
				Subscription.this.reports.closed(signal);
			}
			openLater();
		}

	}

}
