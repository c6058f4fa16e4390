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
 * @param preparation what has to be so before a channel is used
 * @param scheduler opens channels
 * @param wireFormat reads requests
 * @param parking takes what is none
 */
record ConsumerFactory(BrokerConnections connections, ChannelSetup preparation, ScheduledExecutorService scheduler,
		AmqpMessageCodec wireFormat, ParkingLot parking) {

	QueueConsumer subscribe(WorkerQueue queue, RequestProcessor desk) {
		QueueConsumer.DeclaredQueue source = new QueueConsumer.DeclaredQueue(queue.name(), desk.settings().prefetch());
		return new QueueConsumer(this.connections, this.preparation, source,
				new RequestListener(this.wireFormat, this.parking, queue.operation(), desk), this.scheduler);
	}

}
