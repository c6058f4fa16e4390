package io.asyncreply.messaging.consume;

import java.util.concurrent.Future;
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
	 * Reads what was delivered, alone or in a frame, and parks what cannot be read.
	 * @param delivery what was delivered
	 * @param messageReader takes each message
	 */
	public void readAll(InboundMessage delivery, InboundMessageReader messageReader) {
		try {
			this.amqpMessageCodec.unpack(delivery).forEach((message) -> readOrPark(message, messageReader));
		}
		catch (InvalidMessageException ex) {
			park(delivery, ex.reason());
		}
	}

	/**
	 * Parks a message and acknowledges it; as long as the copy is not confirmed it tries
	 * again, until the broker delivers the original anew.
	 * @param message the message
	 * @param invalidMessageReason what is wrong with it
	 */
	public void park(InboundMessage message, InvalidMessageReason invalidMessageReason) {
		Future<?> unused = this.publisher.publish(this.amqpMessageCodec.encodeParked(message, invalidMessageReason))
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

	private void readOrPark(InboundMessage message, InboundMessageReader messageReader) {
		try {
			messageReader.read(message);
		}
		catch (InvalidMessageException ex) {
			park(message, ex.reason());
		}
	}

	private void parkLater(InboundMessage message, InvalidMessageReason invalidMessageReason) {
		try {
			Future<?> unused = this.scheduler.schedule(() -> park(message, invalidMessageReason), RETRY_SECONDS,
					TimeUnit.SECONDS);
		}
		catch (RejectedExecutionException ex) {
			logger.debug("Shutting down, the broker will deliver the message again");
		}
	}

	/**
	 * Reads a message.
	 */
	public interface InboundMessageReader {

		/**
		 * Takes a message.
		 * @param message the message, not a frame
		 * @throws InvalidMessageException if it does not keep to the contract
		 */
		void read(InboundMessage message) throws InvalidMessageException;

	}

}
