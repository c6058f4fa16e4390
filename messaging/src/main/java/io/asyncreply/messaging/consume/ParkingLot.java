package io.asyncreply.messaging.consume;

import java.util.List;

import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.messaging.message.InboundMessage;
import io.asyncreply.messaging.message.InvalidMessageException;
import io.asyncreply.messaging.message.InvalidMessageException.InvalidMessageReason;
import io.asyncreply.messaging.publish.ConfirmingPublisher;
import io.asyncreply.messaging.publish.PublishOutcome;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Parks invalid messages: publishes a copy to the queue {@code parking} and acks the
 * original after the confirm.
 */
public final class ParkingLot {

	private static final Logger logger = LoggerFactory.getLogger(ParkingLot.class);

	private final ConfirmingPublisher publisher;

	private final AmqpMessageCodec amqpMessageCodec;

	private final MeterRegistry meters;

	private final MessageRetry messageRetry;

	/**
	 * Creates a parking lot.
	 * @param publisher publishes the copies
	 * @param amqpMessageCodec unpacks message batches and encodes the copies
	 * @param meters counts parked messages by reason
	 * @param messageRetry repeats a publish without a confirm
	 */
	public ParkingLot(ConfirmingPublisher publisher, AmqpMessageCodec amqpMessageCodec, MeterRegistry meters,
			MessageRetry messageRetry) {
		this.publisher = publisher;
		this.amqpMessageCodec = amqpMessageCodec;
		this.meters = meters;
		this.messageRetry = messageRetry;
	}

	/**
	 * Unpacks a delivery, or parks it if it is a message batch that cannot be unpacked.
	 * @param delivery delivered message
	 * @return the messages of a message batch, the delivery itself if it is a single
	 * message, or nothing if it was parked
	 */
	public List<InboundMessage> unpackOrPark(InboundMessage delivery) {
		try {
			return this.amqpMessageCodec.unpack(delivery);
		}
		catch (InvalidMessageException ex) {
			park(delivery, ex.reason());
			return List.of();
		}
	}

	/**
	 * Parks a message and acks it. Repeats the publish until the broker confirms it or
	 * the channel of the message closes.
	 * @param message message to park
	 * @param invalidMessageReason reason why it is invalid
	 */
	public void park(InboundMessage message, InvalidMessageReason invalidMessageReason) {
		this.publisher.publish(this.amqpMessageCodec.encodeParked(message, invalidMessageReason))
			.thenAccept((outcome) -> {
				if (outcome == PublishOutcome.CONFIRMED) {
					message.acknowledge();
					this.meters.counter("asyncreply.messages.parked", "reason", invalidMessageReason.label())
						.increment();
					logger.warn("Parked a message from {}: {}", message.queue(), invalidMessageReason.label());
				}
				else {
					this.messageRetry.retryLater(message, () -> park(message, invalidMessageReason));
				}
			});
	}

}
