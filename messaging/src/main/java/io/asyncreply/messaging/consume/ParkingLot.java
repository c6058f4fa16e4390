package io.asyncreply.messaging.consume;

import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

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
 * Puts what nobody can attribute into the parking queue: the copy is confirmed before the
 * original is acknowledged.
 */
public final class ParkingLot {

	private static final Logger logger = LoggerFactory.getLogger(ParkingLot.class);

	private static final long RETRY_SECONDS = 1;

	private final ConfirmingPublisher publisher;

	private final AmqpMessageCodec amqpMessageCodec;

	private final MeterRegistry meters;

	private final ScheduledExecutorService scheduler;

	public ParkingLot(ConfirmingPublisher publisher, AmqpMessageCodec amqpMessageCodec, MeterRegistry meters,
			ScheduledExecutorService scheduler) {
		this.publisher = publisher;
		this.amqpMessageCodec = amqpMessageCodec;
		this.meters = meters;
		this.scheduler = scheduler;
	}

	/**
	 * Unpacks a delivery, or parks it as a whole if it is a batch that cannot be split.
	 * @param delivered the delivered message
	 * @return the messages of a batch, the message itself if it is no batch, or nothing
	 * if it was parked
	 */
	public List<InboundMessage> unpackOrPark(InboundMessage delivered) {
		try {
			return this.amqpMessageCodec.unpack(delivered);
		}
		catch (InvalidMessageException ex) {
			park(delivered, ex.reason());
			return List.of();
		}
	}

	/**
	 * Parks a message and acknowledges it; as long as the copy is not confirmed it tries
	 * again, until the broker delivers the original anew.
	 * @param message the message
	 * @param invalidMessageReason what is wrong with it
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
				else if (message.isAcknowledgeable()) {
					parkLater(message, invalidMessageReason);
				}
			});
	}

	private void parkLater(InboundMessage message, InvalidMessageReason invalidMessageReason) {
		try {
			this.scheduler.schedule(() -> park(message, invalidMessageReason), RETRY_SECONDS, TimeUnit.SECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Shutting down, the broker will deliver the message again");
		}
	}

}
