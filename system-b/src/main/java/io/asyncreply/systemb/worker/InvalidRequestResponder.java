package io.asyncreply.systemb.worker;

import io.asyncreply.messages.CorrelatedAttempt;
import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Problem;
import io.asyncreply.messages.Reply;
import io.asyncreply.messaging.consume.MessageRetry;
import io.asyncreply.messaging.consume.ParkingLot;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.messaging.message.InboundMessage;
import io.asyncreply.messaging.message.InvalidMessageException.InvalidMessageReason;
import io.asyncreply.messaging.publish.ConfirmingPublisher;
import io.asyncreply.messaging.publish.PublishOutcome;

/**
 * Replies to requests that System B cannot read with a retryable failure, and parks them.
 * Without a readable correlation id there is nobody to reply to, and they are only
 * parked.
 *
 * @param publisher publishes the replies
 * @param amqpMessageCodec encodes them
 * @param parkingLot parks the requests
 * @param messageRetry repeats a publish without a confirm
 */
record InvalidRequestResponder(ConfirmingPublisher publisher, AmqpMessageCodec amqpMessageCodec, ParkingLot parkingLot,
		MessageRetry messageRetry) {

	/**
	 * Replies to a message and parks it.
	 * @param message invalid request
	 * @param invalidMessageReason reason why it is invalid
	 */
	void respond(InboundMessage message, InvalidMessageReason invalidMessageReason) {
		this.amqpMessageCodec.findCorrelation(message)
			.ifPresentOrElse((attempt) -> replyAndPark(message, attempt, invalidMessageReason),
					() -> this.parkingLot.park(message, invalidMessageReason));
	}

	private void replyAndPark(InboundMessage message, CorrelatedAttempt attempt,
			InvalidMessageReason invalidMessageReason) {
		Reply failure = new Reply.Failed(
				Problem.of("invalid-message", "Invalid message",
						"System B cannot read the request: " + invalidMessageReason.label() + "."),
				true, Reply.Timings.NONE);
		this.publisher
			.publish(this.amqpMessageCodec
				.encode(new CorrelatedReply(attempt.requestId(), attempt.attempt(), null, message.ledger(), failure)))
			.thenAccept((outcome) -> {
				if (outcome == PublishOutcome.CONFIRMED) {
					this.parkingLot.park(message, invalidMessageReason);
				}
				else {
					this.messageRetry.retryLater(message, () -> replyAndPark(message, attempt, invalidMessageReason));
				}
			});
	}

}
