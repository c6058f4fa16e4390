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

	private final AmqpMessageCodec wireFormat;

	private final MeterRegistry meters;

	private final ScheduledExecutorService scheduler;

	public ParkingLot(ConfirmingPublisher publisher, AmqpMessageCodec wireFormat, MeterRegistry meters,
			ScheduledExecutorService scheduler) {
		this.publisher = publisher;
		this.wireFormat = wireFormat;
		this.meters = meters;
		this.scheduler = scheduler;
	}

	/**
	 * Reads what was delivered, alone or in a frame, and parks what cannot be read.
	 * @param delivered what was delivered
	 * @param reading takes each message
	 */
	public void read(InboundMessage delivered, InboundMessageReader reading) {
		try {
			this.wireFormat.unpack(delivered).forEach((message) -> readOne(message, reading));
		}
		catch (InvalidMessageException ex) {
			park(delivered, ex.reason());
		}
	}

	/**
	 * Parks a message and acknowledges it; as long as the copy is not confirmed it tries
	 * again, until the broker delivers the original anew.
	 * @param message the message
	 * @param reason what is wrong with it
	 */
	public void park(InboundMessage message, InvalidMessageReason reason) {
		Future<?> unused = this.publisher.publish(this.wireFormat.park(message, reason)).thenAccept((outcome) -> {
			if (outcome == PublishOutcome.CONFIRMED) {
				message.acknowledge();
				this.meters.counter("asyncreply.messages.parked", "reason", reason.label()).increment();
				logger.warn("Parked a message from {}: {}", message.queue(), reason.label());
			}
			else if (message.isAcknowledgeable()) {
				parkLater(message, reason);
			}
		});
	}

	private void readOne(InboundMessage message, InboundMessageReader reading) {
		try {
			reading.take(message);
		}
		catch (InvalidMessageException ex) {
			park(message, ex.reason());
		}
	}

	private void parkLater(InboundMessage message, InvalidMessageReason reason) {
		try {
			Future<?> unused = this.scheduler.schedule(() -> park(message, reason), RETRY_SECONDS, TimeUnit.SECONDS);
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
		void take(InboundMessage message) throws InvalidMessageException;

	}

}
