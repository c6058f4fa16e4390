package io.asyncreply.systemb.worker;

import java.util.function.Consumer;

import io.asyncreply.messages.Request;
import io.asyncreply.messaging.consume.ParkingLot;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.messaging.message.InboundMessage;
import io.asyncreply.messaging.message.InvalidMessageException;
import io.asyncreply.messaging.message.InvalidMessageException.InvalidMessageReason;
import io.asyncreply.systemb.worker.execution.RequestProcessor;
import io.asyncreply.systemb.worker.task.TaskGroup;

/**
 * Reads the messages of one request queue: passes requests to the processor and replies
 * to invalid messages. A redelivered message batch is rejected, and System A publishes
 * its requests again one by one.
 *
 * @param amqpMessageCodec decodes requests
 * @param parkingLot unpacks message batches
 * @param invalidRequestResponder replies to invalid messages and requests of other
 * operations
 * @param operation the name of the queue's operation
 * @param requestProcessor processes the requests
 */
record RequestListener(AmqpMessageCodec amqpMessageCodec, ParkingLot parkingLot,
		InvalidRequestResponder invalidRequestResponder, String operation,
		RequestProcessor requestProcessor) implements Consumer<InboundMessage> {

	@Override
	public void accept(InboundMessage delivery) {
		if (delivery.isBatch() && delivery.isRedelivered()) {
			delivery.reject(); // one of its requests may have crashed a worker
		}
		else {
			TaskGroup taskGroup = new TaskGroup();
			try {
				for (InboundMessage message : this.parkingLot.unpackOrPark(delivery)) {
					acceptMessage(message, taskGroup);
				}
			}
			finally {
				this.requestProcessor.submitGroup(taskGroup);
			}
		}
	}

	private void acceptMessage(InboundMessage message, TaskGroup taskGroup) {
		try {
			Request request = this.amqpMessageCodec.decodeRequest(message);
			if (request.operation().equals(this.operation)) {
				this.requestProcessor.accept(request, message, taskGroup);
			}
			else {
				this.invalidRequestResponder.respond(message, InvalidMessageReason.TYPE);
			}
		}
		catch (InvalidMessageException ex) {
			this.invalidRequestResponder.respond(message, ex.reason());
		}
	}

}
