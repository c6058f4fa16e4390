package io.asyncreply.systemb.endpoint;

import java.util.concurrent.ScheduledExecutorService;

import io.asyncreply.messages.amqp.BrokerConnections;
import io.asyncreply.messages.amqp.ChannelPreparation;
import io.asyncreply.messages.amqp.Parking;
import io.asyncreply.messages.amqp.Subscription;
import io.asyncreply.messages.amqp.WireFormat;

/**
 * Connects request queues with desks.
 *
 * @param connections where channels come from
 * @param preparation what has to be so before a channel is used
 * @param scheduler opens channels
 * @param wireFormat reads requests
 * @param parking takes what is none
 */
record Subscriber(BrokerConnections connections, ChannelPreparation preparation, ScheduledExecutorService scheduler,
		WireFormat wireFormat, Parking parking) {

	Subscription subscribe(RequestQueue queue, Desk desk) {
		Subscription.Source source = new Subscription.Source(queue.name(), desk.settings().prefetch());
		return new Subscription(this.connections, this.preparation, source,
				new RequestListener(this.wireFormat, this.parking, queue.operation(), desk), this.scheduler);
	}

}
