package io.asyncreply.systemb.endpoint;

import java.util.function.Consumer;

import io.asyncreply.messages.Request;
import io.asyncreply.messages.amqp.IncomingMessage;
import io.asyncreply.messages.amqp.Parking;
import io.asyncreply.messages.amqp.UnreadableMessageException;
import io.asyncreply.messages.amqp.UnreadableMessageException.Reason;
import io.asyncreply.messages.amqp.WireFormat;

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
record RequestListener(WireFormat wireFormat, Parking parking, String operation,
		Desk desk) implements Consumer<IncomingMessage> {

	@Override
	public void accept(IncomingMessage delivered) {
		if (delivered.isFrame() && delivered.isRedelivered()) {
			delivered.reject(); // one of its requests may have killed a worker
		}
		else {
			Company company = new Company();
			try {
				this.parking.read(delivered, (message) -> take(message, company));
			}
			finally {
				this.desk.acceptedAll(company);
			}
		}
	}

	private void take(IncomingMessage message, Company company) throws UnreadableMessageException {
		Request request = this.wireFormat.readRequest(message);
		if (request.operation().equals(this.operation)) {
			this.desk.accept(request, message, company);
		}
		else {
			this.parking.park(message, Reason.TYPE);
		}
	}

}
