package io.asyncreply.messaging.message;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.operation.Operation;
import io.asyncreply.messaging.json.MalformedJsonException;
import io.asyncreply.messaging.message.InvalidMessageException.InvalidMessageReason;
import org.jspecify.annotations.Nullable;

/**
 * Reads and checks the properties of untrusted messages. Properties that are not part of
 * the contract are ignored.
 */
final class MessageReader {

	private static final int MAX_ATTEMPT = 1_000_000;

	private static final Pattern LEDGER_PATTERN = Pattern.compile("[0-9a-f]{16}");

	private MessageReader() {
	}

	static void requireValid(InboundMessage message, String contentType) throws InvalidMessageException {
		BasicProperties properties = message.properties();
		if (message.body().length > AmqpMessageCodec.MAX_BODY_BYTES) {
			throw new InvalidMessageException(InvalidMessageReason.TOO_LARGE,
					"the body has " + message.body().length + " bytes");
		}
		if (!contentType.equals(properties.getContentType()) || (properties.getContentEncoding() != null
				&& !StandardCharsets.UTF_8.name().equalsIgnoreCase(properties.getContentEncoding()))) {
			throw new InvalidMessageException(InvalidMessageReason.CONTENT_TYPE,
					"the content is not declared as " + contentType);
		}
		if (properties.getUserId() == null) {
			throw new InvalidMessageException(InvalidMessageReason.USER_ID, "the property user-id is missing");
		}
	}

	static RequestId requestId(InboundMessage message) throws InvalidMessageException {
		requireValid(message, AmqpMessageCodec.JSON_CONTENT_TYPE);
		BasicProperties properties = message.properties();
		String id = properties.getCorrelationId();
		if (id == null || !id.equals(properties.getMessageId())) {
			throw new InvalidMessageException(InvalidMessageReason.CORRELATION,
					"message id and correlation id are not the same");
		}
		return RequestId.parse(id)
			.orElseThrow(() -> new InvalidMessageException(InvalidMessageReason.CORRELATION,
					"the correlation id is not a request id"));
	}

	/** The id without the checks of {@link #requestId}, empty if it cannot be read. */
	static Optional<RequestId> findRequestId(InboundMessage message) {
		return Optional.ofNullable(message.properties().getCorrelationId()).flatMap(RequestId::parse);
	}

	/** The attempt of a reply. A missing one is 1. */
	static int requireAttempt(InboundMessage message) throws InvalidMessageException {
		Object attempt = header(message, AmqpMessageCodec.ATTEMPT_HEADER);
		if (attempt != null && !(attempt instanceof Number number && number.longValue() == attempt(message))) {
			throw new InvalidMessageException(InvalidMessageReason.ATTEMPT,
					"the header attempt is not a number from 1 to " + MAX_ATTEMPT);
		}
		return attempt(message);
	}

	/** The operation that a reply names, null if it is missing or no operation name. */
	static @Nullable String operation(InboundMessage message) {
		Object operation = header(message, AmqpMessageCodec.OPERATION_HEADER);
		String name = (operation != null) ? operation.toString() : null;
		return (name != null && Operation.NAME_PATTERN.matcher(name).matches()) ? name : null;
	}

	/** The ledger that a message names, null if it is missing or no id of a ledger. */
	static @Nullable String ledger(InboundMessage message) {
		Object ledger = header(message, AmqpMessageCodec.LEDGER_HEADER);
		String id = (ledger != null) ? ledger.toString() : null;
		return (id != null && LEDGER_PATTERN.matcher(id).matches()) ? id : null;
	}

	/** The attempt, limited to 1 through 1,000,000. A missing or invalid one is 1. */
	static int attempt(InboundMessage message) {
		Object attempt = header(message, AmqpMessageCodec.ATTEMPT_HEADER);
		return (attempt instanceof Number number) ? (int) Math.max(1, Math.min(MAX_ATTEMPT, number.longValue())) : 1;
	}

	static Instant deadline(InboundMessage message) throws InvalidMessageException {
		if (header(message, AmqpMessageCodec.DEADLINE_HEADER) instanceof Number deadline) {
			return Instant.ofEpochMilli(deadline.longValue());
		}
		throw new InvalidMessageException(InvalidMessageReason.DEADLINE, "the header deadline is missing");
	}

	static @Nullable Object header(InboundMessage message, String name) {
		Map<String, Object> headers = message.properties().getHeaders();
		return (headers != null) ? headers.get(name) : null;
	}

	static <T> T readBody(InboundMessage message, Function<byte[], T> reader) throws InvalidMessageException {
		try {
			return reader.apply(message.body());
		}
		catch (MalformedJsonException ex) {
			throw new InvalidMessageException(InvalidMessageReason.BODY, String.valueOf(ex.getMessage()));
		}
	}

}
