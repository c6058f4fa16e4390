package io.asyncreply.messages.amqp;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.rabbitmq.client.AMQP.BasicProperties;
import io.asyncreply.messages.MalformedJsonException;
import io.asyncreply.messages.StrictJson;
import io.asyncreply.messages.amqp.IncomingMessage.Content;
import io.asyncreply.messages.amqp.UnreadableMessageException.Reason;
import io.asyncreply.messages.trace.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * Several messages in one: an array of pairs, each a header with what a single message
 * has in its properties, and the body as it would travel alone.
 */
final class FrameFormat {

	static final String CONTENT_TYPE = "application/vnd.asyncreply.frame+json";

	private static final String SINGLE_CONTENT_TYPE = "application/json";

	private static final String TYPE = "frame";

	private FrameFormat() {
	}

	/** Puts messages to one queue together; the frame expires with the last of them. */
	static OutgoingMessage pack(List<OutgoingMessage> messages) {
		OutgoingMessage first = messages.get(0);
		BasicProperties properties = first.properties()
			.builder()
			.contentType(CONTENT_TYPE)
			.type(TYPE)
			.messageId(UUID.randomUUID().toString())
			.correlationId(null)
			.expiration(latestExpiration(messages))
			.headers(Map.of())
			.build();
		return new OutgoingMessage(first.exchange(), first.routingKey(), properties, write(messages));
	}

	/** Takes a frame apart; a message in it that cannot be read is parked alone. */
	static List<IncomingMessage> unpack(IncomingMessage frame) throws UnreadableMessageException {
		if (frame.body().length > Frames.MAX_BODY_BYTES) {
			throw new UnreadableMessageException(Reason.TOO_LARGE, "the frame has " + frame.body().length + " bytes");
		}
		try {
			List<Content> contents = new ArrayList<>();
			for (byte[] pair : ArrayElements.of(frame.body(), Frames.MAX_MESSAGES)) {
				contents.add(read(pair, frame.properties()));
			}
			if (contents.isEmpty()) {
				throw new UnreadableMessageException(Reason.BODY, "the frame is empty");
			}
			return frame.holding(contents);
		}
		catch (MalformedJsonException ex) {
			throw new UnreadableMessageException(Reason.BODY, String.valueOf(ex.getMessage()));
		}
	}

	private static @Nullable String latestExpiration(List<OutgoingMessage> messages) {
		return messages.stream()
			.map((message) -> message.properties().getExpiration())
			.filter(Objects::nonNull)
			.map(Long::valueOf)
			.max(Long::compare)
			.map(String::valueOf)
			.orElse(null);
	}

	private static byte[] write(List<OutgoingMessage> messages) {
		ByteArrayOutputStream frame = new ByteArrayOutputStream();
		char separator = '[';
		for (OutgoingMessage message : messages) {
			frame.write(separator);
			frame.write('[');
			frame.writeBytes(StrictJson.write(Header.of(message.properties())).utf8());
			frame.write(',');
			frame.writeBytes(message.body());
			frame.write(']');
			separator = ',';
		}
		frame.write(']');
		return frame.toByteArray();
	}

	private static Content read(byte[] pair, BasicProperties frame) {
		try {
			List<byte[]> parts = ArrayElements.of(pair, 2);
			if (parts.size() == 2) {
				Header header = StrictJson.bind(StrictJson.check(parts.get(0)), Header.class);
				return new Content(header.properties(frame), parts.get(1));
			}
		}
		catch (MalformedJsonException ex) {
			// Nobody can attribute it, and those who try will say so.
		}
		return new Content(signedAs(frame).build(), pair);
	}

	private static BasicProperties.Builder signedAs(BasicProperties frame) {
		return new BasicProperties.Builder().contentType(SINGLE_CONTENT_TYPE).userId(frame.getUserId());
	}

	/**
	 * What a message in a frame says of itself.
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record Header(@Nullable String id, @Nullable String type, @Nullable Integer attempt, @Nullable Long deadline,
			@Nullable String traceparent) {

		static Header of(BasicProperties properties) {
			Map<String, Object> headers = properties.getHeaders();
			Object trace = headers.get(TraceParent.HEADER);
			return new Header(properties.getCorrelationId(), properties.getType(),
					(Integer) headers.get(WireFormat.ATTEMPT), (Long) headers.get(WireFormat.DEADLINE),
					(trace != null) ? trace.toString() : null);
		}

		BasicProperties properties(BasicProperties frame) {
			Map<String, Object> headers = new HashMap<>();
			headers.put(WireFormat.ATTEMPT, this.attempt);
			headers.put(WireFormat.DEADLINE, this.deadline);
			headers.put(TraceParent.HEADER, this.traceparent);
			return signedAs(frame).messageId(this.id).correlationId(this.id).type(this.type).headers(headers).build();
		}

	}

}
