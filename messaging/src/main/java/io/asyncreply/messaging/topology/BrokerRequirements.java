package io.asyncreply.messaging.topology;

import java.util.List;

import io.asyncreply.messaging.connection.ChannelSetup;

/**
 * Requirements of a system that the broker doctor checks.
 *
 * @param channelSetups declarations or checks; each is cheap if it changes nothing
 * @param publishExchanges exchanges that the system publishes to; the first gets the
 * largest messages
 * @param monitoredQueues queues whose depth the system monitors
 * @param permissions permissions of the broker user
 * @param ackTimeoutFix instruction for the operator after an ack timeout
 */
public record BrokerRequirements(List<ChannelSetup> channelSetups, List<String> publishExchanges,
		List<String> monitoredQueues, BrokerPermissions permissions, String ackTimeoutFix) {

}
