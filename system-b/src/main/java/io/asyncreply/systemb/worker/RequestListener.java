package io.asyncreply.systemb.worker;

import java.util.function.Consumer;

import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestQueue;
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
 * its requests again one by one. A request that may have crashed workers is held first.
 *
 * @param amqpMessageCodec decodes requests
 * @param parkingLot unpacks message batches
 * @param invalidRequestResponder replies to invalid messages and requests of other
 * operations
 * @param suspectDetector holds requests that may have crashed workers
 * @param queue the queue
 * @param requestProcessor processes the requests
 */
record RequestListener(AmqpMessageCodec amqpMessageCodec, ParkingLot parkingLot,
		InvalidRequestResponder invalidRequestResponder, SuspectDetector suspectDetector, RequestQueue queue,
		RequestProcessor requestProcessor) implements Consumer<InboundMessage> {

	@Override
	public void accept(InboundMessage delivery) {
		if (delivery.isBatch() && delivery.isRedelivered()) {
			delivery.reject(); // one of its requests may have crashed a worker
		}
		else if (isSuspicious(delivery)) {
			this.suspectDetector.hold(delivery, this::process);
		}
		else {
			process(delivery);
		}
	}

	/**
	 * In the suspect queue only the delivery limit decides. A request in flight has not
	 * crashed this worker.
	 */
	private boolean isSuspicious(InboundMessage delivery) {
		return this.queue.lane() != Lane.SUSPECT && SuspectDetector.isSuspicious(delivery)
				&& !this.requestProcessor.inFlightTasks().contains(delivery.properties().getMessageId());
	}

	private void process(InboundMessage delivery) {
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

	private void acceptMessage(InboundMessage message, TaskGroup taskGroup) {
		try {
			Request request = this.amqpMessageCodec.decodeRequest(message);
			if (request.operation().equals(this.queue.operation())) {
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
