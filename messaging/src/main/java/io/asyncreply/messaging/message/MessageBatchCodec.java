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
import io.asyncreply.messaging.tracing.TraceParent;
import org.jspecify.annotations.Nullable;

/**
 * Format of message batches: a JSON array of pairs. Each pair is a header with the
 * properties of one message, and its body.
 */
final class MessageBatchCodec {

	static final String CONTENT_TYPE = "application/vnd.asyncreply.message-batch+json";

	private static final String SINGLE_CONTENT_TYPE = "application/json";

	private static final String MESSAGE_TYPE = "message-batch";

	/** Members of a header that stand for the AMQP header of the same name. */
	private static final List<String> HEADERS = List.of(AmqpMessageCodec.ATTEMPT_HEADER,
			AmqpMessageCodec.DEADLINE_HEADER, AmqpMessageCodec.OPERATION_HEADER, TraceParent.HEADER);

	private MessageBatchCodec() {
	}

	/** Packs messages to one queue. The message batch expires with the last of them. */
	static OutboundMessage pack(List<OutboundMessage> messages) {
		OutboundMessage first = messages.get(0);
		BasicProperties properties = first.properties()
			.builder()
			.contentType(CONTENT_TYPE)
			.type(MESSAGE_TYPE)
			.messageId(UUID.randomUUID().toString())
			.correlationId(null)
			.expiration(latestExpiration(messages))
			.headers(ledgerHeader(messages))
			.build();
		return new OutboundMessage(first.exchange(), first.routingKey(), properties, encode(messages));
	}

	/**
	 * Unpacks a message batch. A malformed pair becomes an invalid message and is parked
	 * alone.
	 */
	static List<InboundMessage> unpack(InboundMessage batch) throws InvalidMessageException {
		if (batch.body().length > AmqpMessageCodec.MAX_BATCH_BYTES) {
			throw new InvalidMessageException(InvalidMessageReason.TOO_LARGE,
					"the message batch has " + batch.body().length + " bytes");
		}
		try {
			List<BatchedMessage> contents = new ArrayList<>();
			for (byte[] headerAndBody : JsonArraySplitter.split(batch.body(), AmqpMessageCodec.MAX_BATCH_MESSAGES)) {
				contents.add(decode(headerAndBody, batch.properties()));
			}
			if (contents.isEmpty()) {
				throw new InvalidMessageException(InvalidMessageReason.BODY, "the message batch is empty");
			}
			return batch.unpackInto(contents);
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

	/** The ledger of the messages, nothing if they do not have the same. */
	private static Map<String, Object> ledgerHeader(List<OutboundMessage> messages) {
		Object ledger = ledgerOf(messages.get(0).properties());
		return (ledger != null
				&& messages.stream().allMatch((message) -> ledger.equals(ledgerOf(message.properties()))))
						? Map.of(AmqpMessageCodec.LEDGER_HEADER, ledger) : Map.of();
	}

	private static @Nullable Object ledgerOf(BasicProperties properties) {
		Map<String, Object> headers = properties.getHeaders();
		return (headers != null) ? headers.get(AmqpMessageCodec.LEDGER_HEADER) : null;
	}

	private static byte[] encode(List<OutboundMessage> messages) {
		ByteArrayOutputStream batch = new ByteArrayOutputStream();
		char separator = '[';
		for (OutboundMessage message : messages) {
			batch.write(separator);
			batch.write('[');
			batch.writeBytes(StrictJson.write(BatchedMessageHeader.of(message.properties())).utf8());
			batch.write(',');
			batch.writeBytes(message.body());
			batch.write(']');
			separator = ',';
		}
		batch.write(']');
		return batch.toByteArray();
	}

	private static BatchedMessage decode(byte[] headerAndBody, BasicProperties batch) {
		try {
			List<byte[]> parts = JsonArraySplitter.split(headerAndBody, 2);
			if (parts.size() == 2) {
				Map<?, ?> header = StrictJson.bindTolerant(StrictJson.check(parts.get(0)), Map.class);
				return new BatchedMessage(toProperties(header, batch), parts.get(1));
			}
		}
		catch (MalformedJsonException ex) {
			// decoding the message below reports the error
		}
		return new BatchedMessage(propertiesSignedAs(batch).build(), headerAndBody);
	}

	/**
	 * The properties that the message would have singly. Ignores unknown members; a
	 * member of the wrong type becomes a header or property that decoding the message
	 * refuses.
	 */
	private static BasicProperties toProperties(Map<?, ?> header, BasicProperties batch) {
		Map<String, Object> headers = new HashMap<>();
		for (String name : HEADERS) {
			headers.put(name, header.get(name));
		}
		headers.put(AmqpMessageCodec.LEDGER_HEADER, ledgerOf(batch));
		String id = text(header.get("id"));
		return propertiesSignedAs(batch).messageId(id)
			.correlationId(id)
			.type(text(header.get("type")))
			.headers(headers)
			.build();
	}

	private static @Nullable String text(@Nullable Object member) {
		return (member instanceof String text) ? text : null;
	}

	private static BasicProperties.Builder propertiesSignedAs(BasicProperties batch) {
		return new BasicProperties.Builder().contentType(SINGLE_CONTENT_TYPE).userId(batch.getUserId());
	}

	/**
	 * Header of one message in a message batch, as it is written.
	 *
	 * @param id request id
	 * @param type type of the message
	 * @param attempt number of the attempt
	 * @param deadline deadline in milliseconds since 1970, null in replies
	 * @param operation operation that a reply names, null in requests
	 * @param traceparent trace context, null outside of a trace
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	record BatchedMessageHeader(@Nullable String id, @Nullable String type, @Nullable Integer attempt,
			@Nullable Long deadline, @Nullable String operation, @Nullable String traceparent) {

		static BatchedMessageHeader of(BasicProperties properties) {
			Map<String, Object> headers = properties.getHeaders();
			Object traceParent = headers.get(TraceParent.HEADER);
			return new BatchedMessageHeader(properties.getCorrelationId(), properties.getType(),
					(Integer) headers.get(AmqpMessageCodec.ATTEMPT_HEADER),
					(Long) headers.get(AmqpMessageCodec.DEADLINE_HEADER),
					(String) headers.get(AmqpMessageCodec.OPERATION_HEADER),
					(traceParent != null) ? traceParent.toString() : null);
		}

	}

}
