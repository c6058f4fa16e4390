package io.asyncreply.systemb.worker;

import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messaging.connection.BrokerConnections;
import io.asyncreply.messaging.connection.ChannelSetup;
import io.asyncreply.messaging.consume.ParkingLot;
import io.asyncreply.messaging.consume.QueueConsumer;
import io.asyncreply.messaging.message.AmqpMessageCodec;
import io.asyncreply.systemb.worker.execution.RequestProcessor;

/**
 * Connects request queues with desks.
 *
 * @param connections where channels come from
 * @param channelSetup what has to be so before a channel is used
 * @param scheduler opens channels
 * @param amqpMessageCodec reads requests
 * @param parkingLot takes what is none
 */
record ConsumerFactory(BrokerConnections connections, ChannelSetup channelSetup, ScheduledExecutorService scheduler,
		AmqpMessageCodec amqpMessageCodec, ParkingLot parkingLot) {

	QueueConsumer createConsumer(WorkerQueue queue, RequestProcessor requestProcessor) {
		QueueConsumer.DeclaredQueue declaredQueue = new QueueConsumer.DeclaredQueue(queue.name(),
				requestProcessor.settings().prefetch());
		return new QueueConsumer(this.connections, this.channelSetup, declaredQueue,
				new RequestListener(this.amqpMessageCodec, this.parkingLot, queue.operation(), requestProcessor),
				this.scheduler);
	}

}
