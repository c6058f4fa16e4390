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
 * Reads what a request queue delivers: requests go to the desk, the rest is parked. A
 * frame that comes a second time goes back to System A, which sends its requests on
 * singly.
 *
 * @param amqpMessageCodec reads messages
 * @param parkingLot takes what is no request of this operation
 * @param operation the name of the operation
 * @param requestProcessor takes the requests
 */
record RequestListener(AmqpMessageCodec amqpMessageCodec, ParkingLot parkingLot, String operation,
		RequestProcessor requestProcessor) implements Consumer<InboundMessage> {

	@Override
	public void accept(InboundMessage delivery) {
		if (delivery.isBatch() && delivery.isRedelivered()) {
			delivery.reject(); // one of its requests may have killed a worker
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
				this.parkingLot.park(message, InvalidMessageReason.TYPE);
			}
		}
		catch (InvalidMessageException ex) {
			this.parkingLot.park(message, ex.reason());
		}
	}

}
