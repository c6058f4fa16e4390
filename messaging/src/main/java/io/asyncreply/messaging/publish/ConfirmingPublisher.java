package io.asyncreply.messaging.publish;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.connection.BrokerUnavailableException;
import io.asyncreply.messaging.connection.ChannelSetup;
import io.asyncreply.messaging.message.OutboundMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.TaskScheduler;

/**
 * Publishes on one channel with publisher confirms and limits the number of unconfirmed
 * messages. A message is sent if it was confirmed and not returned. After a lost channel
 * or a timeout its outcome is unknown, and the caller publishes it again.
 */
public final class ConfirmingPublisher implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(ConfirmingPublisher.class);

	private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);

	private final BrokerConnections connections;

	private final ChannelSetup channelSetup;

	private final Duration confirmTimeout;

	private final Semaphore confirmWindow;

	private final Object openLock = new Object();

	private final TaskScheduler scheduler;

	private @Nullable ScheduledFuture<?> overdueCheck;

	private volatile @Nullable ConfirmChannel channel;

	private volatile boolean closed;

	/**
	 * Creates a publisher. Its channel is opened with the first message.
	 * @param connections opens the channel
	 * @param channelSetup setup of each new channel
	 * @param confirmWindow most unconfirmed messages
	 * @param confirmTimeout time after which the outcome is unknown, unless the broker
	 * blocks publishers
	 * @param scheduler checks for overdue confirms every second
	 */
	public ConfirmingPublisher(BrokerConnections connections, ChannelSetup channelSetup, int confirmWindow,
			Duration confirmTimeout, TaskScheduler scheduler) {
		this.connections = connections;
		this.channelSetup = channelSetup;
		this.confirmWindow = new Semaphore(confirmWindow);
		this.confirmTimeout = confirmTimeout;
		this.scheduler = scheduler;
	}

	/**
	 * Starts to check once a second for overdue confirms.
	 */
	public void start() {
		this.overdueCheck = this.scheduler.scheduleWithFixedDelay(this::abortOverdueChannel,
				Instant.now().plus(CHECK_INTERVAL), CHECK_INTERVAL);
	}

	/**
	 * Publishes a persistent, mandatory message. Waits for room in the window, at most
	 * the confirm timeout.
	 * @param message message to publish
	 * @return completed with the outcome, never exceptionally, on the thread of the
	 * connection; dependent actions must not block
	 */
	public CompletableFuture<PublishOutcome> publish(OutboundMessage message) {
		if (!acquirePermit()) {
			return CompletableFuture.completedFuture(PublishOutcome.UNKNOWN);
		}
		CompletableFuture<PublishOutcome> outcome = new CompletableFuture<>();
		CompletableFuture<PublishOutcome> released = outcome
			.whenComplete((result, failure) -> this.confirmWindow.release());
		try {
			openChannel().publish(message, outcome);
		}
		catch (BrokerUnavailableException ex) {
			outcome.complete(PublishOutcome.UNKNOWN);
		}
		return released;
	}

	/** Closes the channel. The outcome of unconfirmed messages is unknown. */
	@Override
	public void close() {
		this.closed = true;
		if (this.overdueCheck != null) {
			this.overdueCheck.cancel(false);
		}
		ConfirmChannel current = this.channel;
		if (current != null) {
			current.abort();
		}
	}

	private boolean acquirePermit() {
		try {
			return this.confirmWindow.tryAcquire(this.confirmTimeout.toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private ConfirmChannel openChannel() {
		ConfirmChannel current = this.channel;
		if (current != null && current.isOpen()) {
			return current;
		}
		synchronized (this.openLock) {
			current = this.channel;
			if (current == null || !current.isOpen()) {
				if (this.closed) {
					throw new BrokerUnavailableException("The publisher is closed", new IllegalStateException());
				}
				current = ConfirmChannel.open(this.connections, this.channelSetup);
				this.channel = current;
			}
			return current;
		}
	}

	private void abortOverdueChannel() {
		ConfirmChannel current = this.channel;
		if (current != null && this.connections.blockedReason() == null && current.isOverdue(this.confirmTimeout)) {
			logger.warn("No confirm within {}: reopening the channel and publishing its messages again",
					this.confirmTimeout);
			current.abort();
		}
	}

}
