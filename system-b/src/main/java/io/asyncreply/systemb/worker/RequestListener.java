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
 * @param wireFormat reads messages
 * @param parking takes what is no request of this operation
 * @param operation the name of the operation
 * @param desk takes the requests
 */
record RequestListener(AmqpMessageCodec wireFormat, ParkingLot parking, String operation,
		RequestProcessor desk) implements Consumer<InboundMessage> {

	@Override
	public void accept(InboundMessage delivered) {
		if (delivered.isFrame() && delivered.isRedelivered()) {
			delivered.reject(); // one of its requests may have killed a worker
		}
		else {
			TaskGroup company = new TaskGroup();
			try {
				this.parking.read(delivered, (message) -> take(message, company));
			}
			finally {
				this.desk.acceptedAll(company);
			}
		}
	}

	private void take(InboundMessage message, TaskGroup company) throws InvalidMessageException {
		Request request = this.wireFormat.readRequest(message);
		if (request.operation().equals(this.operation)) {
			this.desk.accept(request, message, company);
		}
		else {
			this.parking.park(message, InvalidMessageReason.TYPE);
		}
	}

}
