package io.asyncreply.messaging.message;

import java.util.HashMap;
import java.util.Map;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.asyncreply.messaging.tracing.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * Message to publish.
 *
 * @param exchange exchange to publish to
 * @param routingKey routing key: the name of the target queue
 * @param properties properties of the contract
 * @param body body, not copied; the caller must not change it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record OutboundMessage(String exchange, String routingKey, BasicProperties properties, byte[] body) {

	/**
	 * Adds the trace context.
	 * @param traceParent trace context of the publisher, null outside of a trace
	 * @return message with the header of the trace, or this message if the context is
	 * null
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
