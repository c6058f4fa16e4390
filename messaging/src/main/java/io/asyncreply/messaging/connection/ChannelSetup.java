package io.asyncreply.messaging.connection;

import java.io.IOException;

import com.rabbitmq.client.Channel;

/**
 * Prepares a new channel, for example by declaring queues or by checking that exchanges
 * exist.
 */
@FunctionalInterface
public interface ChannelSetup {

	/** Does nothing. */
	ChannelSetup NONE = (channel) -> {
	};

	/**
	 * Prepares a channel.
	 * @param channel the new channel
	 * @throws IOException if the broker refuses; the channel is closed and opened again
	 * later
	 */
	void prepare(Channel channel) throws IOException;

}
