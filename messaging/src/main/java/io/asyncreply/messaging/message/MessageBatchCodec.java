package io.asyncreply.messaging.message;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.rabbitmq.client.AMQP.BasicProperties;
import io.asyncreply.messaging.json.JsonArraySplitter;
import io.asyncreply.messaging.json.MalformedJsonException;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.messaging.message.InboundMessage.BatchedMessage;
import io.asyncreply.messaging.message.InvalidMessageException.InvalidMessageReason;
import io.asyncreply.messaging.publish.BatchLimits;
import io.asyncreply.messaging.tracing.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * Several messages in one: an array of pairs, each a header with what a single message
 * has in its properties, and the body as it would travel alone.
 */
final class MessageBatchCodec {

	static final String CONTENT_TYPE = "application/vnd.asyncreply.frame+json";

	private static final String SINGLE_CONTENT_TYPE = "application/json";

	private static final String TYPE = "frame";

	private MessageBatchCodec() {
	}

	/** Puts messages to one queue together; the frame expires with the last of them. */
	static OutboundMessage pack(List<OutboundMessage> messages) {
		OutboundMessage first = messages.get(0);
		BasicProperties properties = first.properties()
			.builder()
			.contentType(CONTENT_TYPE)
			.type(TYPE)
			.messageId(UUID.randomUUID().toString())
			.correlationId(null)
			.expiration(latestExpiration(messages))
			.headers(Map.of())
			.build();
		return new OutboundMessage(first.exchange(), first.routingKey(), properties, write(messages));
	}

	/** Takes a frame apart; a message in it that cannot be read is parked alone. */
	static List<InboundMessage> unpack(InboundMessage frame) throws InvalidMessageException {
		if (frame.body().length > BatchLimits.MAX_BODY_BYTES) {
			throw new InvalidMessageException(InvalidMessageReason.TOO_LARGE,
					"the frame has " + frame.body().length + " bytes");
		}
		try {
			List<BatchedMessage> contents = new ArrayList<>();
			for (byte[] pair : JsonArraySplitter.of(frame.body(), BatchLimits.MAX_MESSAGES)) {
				contents.add(read(pair, frame.properties()));
			}
			if (contents.isEmpty()) {
				throw new InvalidMessageException(InvalidMessageReason.BODY, "the frame is empty");
			}
			return frame.holding(contents);
		}
		catch (MalformedJsonException ex) {
			throw new InvalidMessageException(InvalidMessageReason.BODY, String.valueOf(ex.getMessage()));
		}
	}

	private static @Nullable String latestExpiration(List<OutboundMessage> messages) {
		return messages.stream()
			.map((message) -> message.properties().getExpiration())
			.filter(Objects::nonNull)
			.map(Long::valueOf)
			.max(Long::compare)
			.map(String::valueOf)
			.orElse(null);
	}

	private static byte[] write(List<OutboundMessage> messages) {
		ByteArrayOutputStream frame = new ByteArrayOutputStream();
		char separator = '[';
		for (OutboundMessage message : messages) {
			frame.write(separator);
			frame.write('[');
			frame.writeBytes(StrictJson.write(BatchedMessageHeader.of(message.properties())).utf8());
			frame.write(',');
			frame.writeBytes(message.body());
			frame.write(']');
			separator = ',';
		}
		frame.write(']');
		return frame.toByteArray();
	}

	private static BatchedMessage read(byte[] pair, BasicProperties frame) {
		try {
			List<byte[]> parts = JsonArraySplitter.of(pair, 2);
			if (parts.size() == 2) {
				BatchedMessageHeader header = StrictJson.bind(StrictJson.check(parts.get(0)),
						BatchedMessageHeader.class);
				return new BatchedMessage(header.properties(frame), parts.get(1));
			}
		}
		catch (MalformedJsonException ex) {
			// Nobody can attribute it, and those who try will say so.
		}
		return new BatchedMessage(signedAs(frame).build(), pair);
	}

	private static BasicProperties.Builder signedAs(BasicProperties frame) {
		return new BasicProperties.Builder().contentType(SINGLE_CONTENT_TYPE).userId(frame.getUserId());
	}

	/**
	 * What a message in a frame says of itself.
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record BatchedMessageHeader(@Nullable String id, @Nullable String type, @Nullable Integer attempt,
			@Nullable Long deadline, @Nullable String traceparent) {

		static BatchedMessageHeader of(BasicProperties properties) {
			Map<String, Object> headers = properties.getHeaders();
			Object trace = headers.get(TraceParent.HEADER);
			return new BatchedMessageHeader(properties.getCorrelationId(), properties.getType(),
					(Integer) headers.get(AmqpMessageCodec.ATTEMPT), (Long) headers.get(AmqpMessageCodec.DEADLINE),
					(trace != null) ? trace.toString() : null);
		}

		BasicProperties properties(BasicProperties frame) {
			Map<String, Object> headers = new HashMap<>();
			headers.put(AmqpMessageCodec.ATTEMPT, this.attempt);
			headers.put(AmqpMessageCodec.DEADLINE, this.deadline);
			headers.put(TraceParent.HEADER, this.traceparent);
			return signedAs(frame).messageId(this.id).correlationId(this.id).type(this.type).headers(headers).build();
		}

	}

}
