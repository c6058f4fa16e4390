package io.asyncreply.messaging.publish;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.connection.BrokerUnavailableException;
import io.asyncreply.messaging.connection.ChannelSetup;
import io.asyncreply.messaging.message.OutboundMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Channel in confirm mode with its unconfirmed messages. It is never used again after it
 * closed.
 */
final class ConfirmChannel {

	private static final Logger logger = LoggerFactory.getLogger(ConfirmChannel.class);

	private final Channel channel;

	private final ConcurrentNavigableMap<Long, UnconfirmedMessage> unconfirmed = new ConcurrentSkipListMap<>();

	private ConfirmChannel(Channel channel) {
		this.channel = channel;
	}

	static ConfirmChannel open(BrokerConnections connections, ChannelSetup channelSetup) {
		Channel channel = connections.openForPublishing(channelSetup);
		try {
			ConfirmChannel confirmChannel = new ConfirmChannel(channel);
			confirmChannel.registerListeners();
			return confirmChannel;
		}
		catch (IOException | AlreadyClosedException ex) {
			BrokerConnections.abort(channel);
			throw new BrokerUnavailableException("The channel cannot be used: " + ex.getMessage(), ex);
		}
	}

	boolean isOpen() {
		return this.channel.isOpen();
	}

	void publish(OutboundMessage message, CompletableFuture<PublishOutcome> outcome) {
		// sequence numbers follow the order of publishes on the channel
		synchronized (this.channel) {
			long sequenceNumber = this.channel.getNextPublishSeqNo();
			this.unconfirmed.put(sequenceNumber, new UnconfirmedMessage(message, outcome, System.nanoTime()));
			try {
				this.channel.basicPublish(message.exchange(), message.routingKey(), true, message.properties(),
						message.body());
			}
			catch (IOException | AlreadyClosedException ex) {
				logger.debug("Not published: {}", ex.getMessage());
				complete(this.unconfirmed.tailMap(sequenceNumber), PublishOutcome.UNKNOWN);
			}
		}
	}

	boolean isOverdue(Duration timeout) {
		Map.Entry<Long, UnconfirmedMessage> oldest = this.unconfirmed.firstEntry();
		return oldest != null && System.nanoTime() - oldest.getValue().publishedAt() > timeout.toNanos();
	}

	void abort() {
		BrokerConnections.abort(this.channel);
		complete(this.unconfirmed, PublishOutcome.UNKNOWN);
	}

	private void registerListeners() throws IOException {
		this.channel.confirmSelect();
		this.channel.addConfirmListener(
				(sequenceNumber, multiple) -> onConfirm(sequenceNumber, multiple, PublishOutcome.CONFIRMED),
				(sequenceNumber, multiple) -> onConfirm(sequenceNumber, multiple, PublishOutcome.REFUSED));
		this.channel.addReturnListener((returned) -> markReturned(returned.getProperties().getMessageId()));
		this.channel.addShutdownListener((cause) -> complete(this.unconfirmed, PublishOutcome.UNKNOWN));
	}

	private void onConfirm(long sequenceNumber, boolean multiple, PublishOutcome outcome) {
		complete(multiple ? this.unconfirmed.headMap(sequenceNumber, true)
				: this.unconfirmed.subMap(sequenceNumber, true, sequenceNumber, true), outcome);
	}

	/**
	 * Marks a returned message. The broker returns an unroutable message before it
	 * confirms it. If several copies are unconfirmed, all count as returned, which costs
	 * a duplicate at most.
	 */
	private void markReturned(String messageId) {
		this.unconfirmed
			.replaceAll((sequenceNumber, message) -> message.hasMessageId(messageId) ? message.asReturned() : message);
	}

	private static void complete(ConcurrentNavigableMap<Long, UnconfirmedMessage> messages, PublishOutcome outcome) {
		Map.Entry<Long, UnconfirmedMessage> entry;
		while ((entry = messages.pollFirstEntry()) != null) {
			UnconfirmedMessage message = entry.getValue();
			boolean returned = message.isReturned() && outcome == PublishOutcome.CONFIRMED;
			message.outcome().complete(returned ? PublishOutcome.RETURNED : outcome);
		}
	}

	/**
	 * Message without a confirm.
	 *
	 * @param message the message
	 * @param outcome completed with the outcome
	 * @param publishedAt the {@link System#nanoTime()} of the publish
	 * @param isReturned whether the broker returned it
	 */
	private record UnconfirmedMessage(OutboundMessage message, CompletableFuture<PublishOutcome> outcome,
			long publishedAt, boolean isReturned) {

		UnconfirmedMessage(OutboundMessage message, CompletableFuture<PublishOutcome> outcome, long publishedAt) {
			this(message, outcome, publishedAt, false);
		}

		boolean hasMessageId(String messageId) {
			return messageId.equals(this.message.properties().getMessageId());
		}

		UnconfirmedMessage asReturned() {
			return new UnconfirmedMessage(this.message, this.outcome, this.publishedAt, true);
		}

	}

}
