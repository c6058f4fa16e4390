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
 * Publishes on one long-lived channel with a bounded window of outstanding confirms. Sent
 * means confirmed and not returned; after a loss or a timeout nobody knows, and the
 * caller publishes again.
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
	 * Makes a publisher; opens its channel with the first message.
	 * @param connections where the channel comes from
	 * @param channelSetup what has to be so before a new channel is used
	 * @param confirmWindow most messages that may wait for their confirm at once
	 * @param confirmTimeout after this an unconfirmed message counts as unknown, unless
	 * the broker blocks publishers at that moment
	 * @param scheduler looks after overdue confirms once a second
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
	 * Publishes a message, persistent and mandatory. Waits for a place in the window, at
	 * most as long as a confirm may take.
	 * @param message what to publish
	 * @return completed with the outcome, never exceptionally, on the connection's own
	 * thread: what depends on it must be short and must not wait for the broker
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

	/**
	 * Closes the channel; what is unconfirmed becomes unknown.
	 */
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
			logger.warn("No confirm within {}: the channel is opened anew and its messages are published again",
					this.confirmTimeout);
			current.abort();
		}
	}

}
