package io.asyncreply.messaging.message;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import io.asyncreply.messages.RawJson;
import io.asyncreply.messaging.consume.AckBatcher;
import io.asyncreply.messaging.consume.ChannelAcknowledgment;

/**
 * Delivers messages from a channel that only records the names of the methods called.
 */
final class DeliveredMessages {

	private final List<String> channelCalls = new ArrayList<>();

	private final Channel channel = (Channel) Proxy.newProxyInstance(Channel.class.getClassLoader(),
			new Class<?>[] { Channel.class }, (proxy, method, arguments) -> {
				this.channelCalls.add(method.getName());
				return null;
			});

	InboundMessage deliver(OutboundMessage message) {
		return deliver(message.properties(), message.body());
	}

	InboundMessage deliver(BasicProperties properties, byte[] body) {
		return new InboundMessage(
				new ChannelAcknowledgment(new AckBatcher(this.channel, 1, Runnable::run, Runnable::run), 1, false),
				"requests.test", properties, body);
	}

	List<String> channelCalls() {
		return this.channelCalls;
	}

	static RawJson json(String text) {
		return RawJson.of(text.getBytes(StandardCharsets.UTF_8));
	}

}
