package io.asyncreply.messaging.diagnostics;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import io.asyncreply.messaging.connection.ChannelSetup;

/**
 * A message that the broker takes and forgets, because no queue is bound by its key:
 * tells whether one like it could be published.
 *
 * @param exchange where to publish it
 * @param bodySize of its body, in bytes
 */
record PublishProbe(String exchange, int bodySize) implements ChannelSetup {

	private static final String UNBOUND_ROUTING_KEY = "doctor";

	private static final Duration CONFIRM_TIMEOUT = Duration.ofSeconds(10);

	@Override
	public void prepare(Channel channel) throws IOException {
		channel.confirmSelect();
		channel.basicPublish(this.exchange, UNBOUND_ROUTING_KEY, new BasicProperties(), new byte[this.bodySize]);
		try {
			channel.waitForConfirms(CONFIRM_TIMEOUT.toMillis());
		}
		catch (TimeoutException ex) {
			throw new IOException("no confirm within " + CONFIRM_TIMEOUT, ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("interrupted");
		}
	}

}
