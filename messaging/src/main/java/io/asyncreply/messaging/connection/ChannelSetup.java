package io.asyncreply.messaging.connection;

import java.io.IOException;

import com.rabbitmq.client.Channel;

/**
 * What has to be so before a new channel is used: that something is declared or exists.
 */
@FunctionalInterface
public interface ChannelSetup {

	/** Nothing has to be so. */
	ChannelSetup NONE = (channel) -> {
	};

	/**
	 * Makes it so, or fails.
	 * @param channel the new channel
	 * @throws IOException if the channel must not be used; it is closed and tried again
	 * later
	 */
	void prepare(Channel channel) throws IOException;

}
