package io.asyncreply.messaging.message;

import java.util.HashMap;
import java.util.Map;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.asyncreply.messaging.tracing.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way to the broker.
 *
 * @param exchange where to publish it
 * @param routingKey the queue it is meant for
 * @param properties as the contract says
 * @param body not copied: the maker gives it away
 */
@SuppressWarnings("ArrayRecordComponent") // lives for one publish and is never compared
public record OutboundMessage(String exchange, String routingKey, BasicProperties properties, byte[] body) {

	/**
	 * Tells the reader which trace the message belongs to.
	 * @param traceParent where in it the message was sent, null if in none
	 * @return the message with that header
	 */
	public OutboundMessage withTraceParent(@Nullable TraceParent traceParent) {
		if (traceParent == null) {
			return this;
		}
		Map<String, Object> headers = new HashMap<>(this.properties.getHeaders());
		headers.put(TraceParent.HEADER, traceParent.value());
		return new OutboundMessage(this.exchange, this.routingKey, this.properties.builder().headers(headers).build(),
				this.body);
	}

}
