package io.asyncreply.messages.amqp;

import java.util.List;

/**
 * What a system needs of the broker; the doctor looks after it.
 *
 * @param steps each makes sure of one thing, and costs next to nothing if it is so
 * already
 * @param exchanges which it publishes to, the one for the largest messages first
 * @param permissions what its user has to be allowed
 * @param onOverdue what to do when the broker has waited too long for an acknowledgement
 */
public record BrokerNeeds(List<ChannelPreparation> steps, List<String> exchanges, Permissions permissions,
		String onOverdue) {

}
