package io.asyncreply.messaging.topology;

import java.util.List;

import io.asyncreply.messaging.connection.ChannelSetup;

/**
 * What a system needs of the broker; the doctor looks after it.
 *
 * @param channelSetups each makes sure of one thing, and costs next to nothing if it is
 * so already
 * @param publishExchanges which it publishes to, the one for the largest messages first
 * @param monitoredQueues queues whose depth the system monitors
 * @param permissions what its user has to be allowed
 * @param ackTimeoutFix what to do when the broker has waited too long for an
 * acknowledgement
 */
public record BrokerRequirements(List<ChannelSetup> channelSetups, List<String> publishExchanges, List<String> monitoredQueues,
		BrokerPermissions permissions, String ackTimeoutFix) {

}
