package io.asyncreply.messaging.message;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.asyncreply.messages.AmqpNames;
import io.asyncreply.messages.ControlMessage;
import io.asyncreply.messages.CorrelatedReply;
import io.asyncreply.messages.Lane;
import io.asyncreply.messages.Reply;
import io.asyncreply.messages.Request;
import io.asyncreply.messages.RequestId;
import io.asyncreply.messages.operation.Operation;
import io.asyncreply.messaging.json.MalformedJsonException;
import io.asyncreply.messaging.json.StrictJson;
import io.asyncreply.messaging.message.InvalidMessageException.InvalidMessageReason;
import io.asyncreply.messaging.publish.BatchLimits;
import org.jspecify.annotations.Nullable;

/**
 * The only encoder and decoder of messages. What arrives is as untrusted as what arrives
 * over HTTP: it is read strictly, and only properties of the contract are looked at.
 */
public final class AmqpMessageCodec {

	/** Largest body that is read; a result of 1 MiB fits with what surrounds it. */
	public static final int MAX_BODY_BYTES = 2 * 1024 * 1024;

	static final String ATTEMPT_HEADER = "attempt";

	static final String DEADLINE_HEADER = "deadline";

	private static final String JSON_CONTENT_TYPE = "application/json";

	private static final int MAX_ATTEMPT = 1_000_000;

	private static final int TRANSIENT_DELIVERY = 1;

	private static final int PERSISTENT_DELIVERY = 2;

	private final String appId;

	private final String userId;

	private final Clock clock;

	/**
	 * Makes the format of one system.
	 * @param appId names the system that writes
	 * @param userId the broker's user it writes as, which the broker verifies
	 * @param clock tells how far off a deadline is
	 */
	public AmqpMessageCodec(String appId, String userId, Clock clock) {
		this.appId = appId;
		this.userId = userId;
		this.clock = clock;
	}

	/**
	 * Writes a request.
	 * @param request what to ask
	 * @param lane the queue it goes to
	 * @return the message, which expires with the request's deadline
	 */
	public OutboundMessage encode(Request request, Lane lane) {
		long remainingMillis = Math.max(1, Duration.between(this.clock.instant(), request.deadline()).toMillis());
		BasicProperties properties = correlatedProperties(request.id(), request.operation())
			.expiration(Long.toString(remainingMillis))
			.headers(Map.of(ATTEMPT_HEADER, request.attempt(), DEADLINE_HEADER, request.deadline().toEpochMilli()))
			.build();
		return new OutboundMessage(AmqpNames.REQUESTS_EXCHANGE, AmqpNames.requestQueue(request.operation(), lane),
				properties, request.payload().utf8());
	}

	/**
	 * Writes a reply.
	 * @param reply what to answer
	 * @return the message
	 */
	public OutboundMessage encode(CorrelatedReply reply) {
		BasicProperties properties = correlatedProperties(reply.requestId(), ReplyCodec.typeOf(reply.reply()))
			.headers(Map.of(ATTEMPT_HEADER, reply.attempt()))
			.build();
		return new OutboundMessage(AmqpNames.REPLIES_EXCHANGE, AmqpNames.REPLIES_QUEUE, properties,
				ReplyCodec.encode(reply.reply()).utf8());
	}

	/**
	 * Writes a signal.
	 * @param signal what to tell
	 * @return the message, which the broker keeps in memory only
	 */
	public OutboundMessage encode(ControlMessage signal) {
		BasicProperties properties = signedProperties(ControlMessageTypes.typeOf(signal))
			.deliveryMode(TRANSIENT_DELIVERY)
			.build();
		return new OutboundMessage(AmqpNames.CONTROL_EXCHANGE, "", properties, StrictJson.write(signal).utf8());
	}

	/**
	 * Puts messages together, so that the broker has to work for one only.
	 * @param messages messages to the same queue, at least one and at most
	 * {@value BatchLimits#MAX_MESSAGES}
	 * @return the frame, or the message itself if it is the only one
	 */
	public OutboundMessage pack(List<OutboundMessage> messages) {
		return (messages.size() == 1) ? messages.get(0) : MessageBatchCodec.pack(messages);
	}

	/**
	 * Takes a frame apart. What it held is acknowledged and parked message by message,
	 * and the broker hears of it once all are.
	 * @param message what was delivered
	 * @return what it holds, to be read one by one, or the message itself if it is none
	 * @throws InvalidMessageException if its messages cannot be told apart
	 */
	public List<InboundMessage> unpack(InboundMessage message) throws InvalidMessageException {
		if (!message.isBatch()) {
			return List.of(message);
		}
		requireValidProperties(message, MessageBatchCodec.CONTENT_TYPE);
		return MessageBatchCodec.unpack(message);
	}

	/**
	 * Writes a copy of an unreadable message for the parking queue, with properties of
	 * its own.
	 * @param message the message
	 * @param invalidMessageReason what is wrong with it
	 * @return the copy
	 */
	public OutboundMessage encodeParked(InboundMessage message, InvalidMessageReason invalidMessageReason) {
		Map<String, Object> headers = new HashMap<>();
		headers.put("reason", invalidMessageReason.label());
		headers.put("queue", message.queue());
		if (message.properties().getMessageId() != null) {
			headers.put("parked-message-id", message.properties().getMessageId());
		}
		BasicProperties properties = new BasicProperties.Builder().contentType("application/octet-stream")
			.deliveryMode(PERSISTENT_DELIVERY)
			.type("parked")
			.appId(this.appId)
			.userId(this.userId)
			.headers(headers)
			.build();
		return new OutboundMessage(AmqpNames.PARKING_EXCHANGE, AmqpNames.PARKING_QUEUE, properties, message.body());
	}

	/**
	 * Reads a request.
	 * @param message what was delivered
	 * @return the request, its payload one strictly valid value
	 * @throws InvalidMessageException if it does not keep to the contract
	 */
	public Request decodeRequest(InboundMessage message) throws InvalidMessageException {
		RequestId id = decodeCorrelationId(message);
		String type = message.properties().getType();
		if (type == null || !Operation.NAME_PATTERN.matcher(type).matches()) {
			throw new InvalidMessageException(InvalidMessageReason.TYPE, "the type is not the name of an operation");
		}
		return new Request(id, type, decodeAttempt(message), decodeDeadline(message),
				decodeBody(message, StrictJson::check));
	}

	/**
	 * Reads why the broker gave up on a message, from what the broker itself wrote.
	 * @param message what was delivered
	 * @return the last death
	 * @throws InvalidMessageException if the broker wrote nothing
	 */
	public DeadLetter decodeDeadLetter(InboundMessage message) throws InvalidMessageException {
		if (header(message, "x-death") instanceof List<?> deaths && !deaths.isEmpty()
				&& deaths.get(0) instanceof Map<?, ?> lastDeath) {
			return new DeadLetter(String.valueOf(lastDeath.get("reason")), String.valueOf(lastDeath.get("queue")));
		}
		throw new InvalidMessageException(InvalidMessageReason.TYPE,
				"the broker did not say why it gave the message up");
	}

	/**
	 * Reads a reply.
	 * @param message what was delivered
	 * @return the reply
	 * @throws InvalidMessageException if it does not keep to the contract
	 */
	public CorrelatedReply decodeReply(InboundMessage message) throws InvalidMessageException {
		RequestId id = decodeCorrelationId(message);
		String type = message.properties().getType();
		if (type == null || !ReplyCodec.TYPES.contains(type)) {
			throw new InvalidMessageException(InvalidMessageReason.TYPE, "the type is not the type of a reply");
		}
		Reply reply = decodeBody(message, (body) -> ReplyCodec.decode(type, body));
		return new CorrelatedReply(id, decodeAttempt(message), reply);
	}

	/**
	 * Reads a signal.
	 * @param message what was delivered
	 * @return the signal
	 * @throws InvalidMessageException if it does not keep to the contract
	 */
	public ControlMessage decodeControlMessage(InboundMessage message) throws InvalidMessageException {
		requireValidProperties(message, JSON_CONTENT_TYPE);
		Class<? extends ControlMessage> messageClass = ControlMessageTypes.classOf(message)
			.orElseThrow(() -> new InvalidMessageException(InvalidMessageReason.TYPE,
					"the type is not the type of a signal"));
		return decodeBody(message, (body) -> StrictJson.bind(StrictJson.check(body), messageClass));
	}

	private BasicProperties.Builder correlatedProperties(RequestId id, String type) {
		return signedProperties(type).messageId(id.toString())
			.correlationId(id.toString())
			.deliveryMode(PERSISTENT_DELIVERY);
	}

	private BasicProperties.Builder signedProperties(String type) {
		return new BasicProperties.Builder().type(type)
			.contentType(JSON_CONTENT_TYPE)
			.appId(this.appId)
			.userId(this.userId);
	}

	private static RequestId decodeCorrelationId(InboundMessage message) throws InvalidMessageException {
		requireValidProperties(message, JSON_CONTENT_TYPE);
		BasicProperties properties = message.properties();
		String id = properties.getCorrelationId();
		if (id == null || !id.equals(properties.getMessageId())) {
			throw new InvalidMessageException(InvalidMessageReason.CORRELATION,
					"message id and correlation id are not the same");
		}
		return RequestId.parse(id)
			.orElseThrow(
					() -> new InvalidMessageException(InvalidMessageReason.CORRELATION, "the id is not a request's"));
	}

	private static void requireValidProperties(InboundMessage message, String contentType)
			throws InvalidMessageException {
		BasicProperties properties = message.properties();
		if (message.body().length > MAX_BODY_BYTES) {
			throw new InvalidMessageException(InvalidMessageReason.TOO_LARGE,
					"the body has " + message.body().length + " bytes");
		}
		if (!contentType.equals(properties.getContentType()) || (properties.getContentEncoding() != null
				&& !StandardCharsets.UTF_8.name().equalsIgnoreCase(properties.getContentEncoding()))) {
			throw new InvalidMessageException(InvalidMessageReason.CONTENT_TYPE,
					"the content is not declared as " + contentType);
		}
		if (properties.getUserId() == null) {
			throw new InvalidMessageException(InvalidMessageReason.USER_ID, "no user vouches for the message");
		}
	}

	private static int decodeAttempt(InboundMessage message) {
		Object attempt = header(message, ATTEMPT_HEADER);
		return (attempt instanceof Number number) ? (int) Math.max(1, Math.min(MAX_ATTEMPT, number.longValue())) : 1;
	}

	private static Instant decodeDeadline(InboundMessage message) throws InvalidMessageException {
		if (header(message, DEADLINE_HEADER) instanceof Number deadline) {
			return Instant.ofEpochMilli(deadline.longValue());
		}
		throw new InvalidMessageException(InvalidMessageReason.DEADLINE, "there is no deadline");
	}

	private static @Nullable Object header(InboundMessage message, String name) {
		Map<String, Object> headers = message.properties().getHeaders();
		return (headers != null) ? headers.get(name) : null;
	}

	private static <T> T decodeBody(InboundMessage message, BodyDecoder<T> decoder) throws InvalidMessageException {
		try {
			return decoder.decode(message.body());
		}
		catch (MalformedJsonException ex) {
			throw new InvalidMessageException(InvalidMessageReason.BODY, String.valueOf(ex.getMessage()));
		}
	}

	/**
	 * Last death of a dead letter, from the header {@code x-death} of the broker.
	 *
	 * @param reason reason of the broker, for example {@code expired}
	 * @param queue queue from which the broker removed the message
	 */
	public record DeadLetter(String reason, String queue) {

	}

	/**
	 * Makes something of a body.
	 *
	 * @param <T> what
	 */
	private interface BodyDecoder<T> {

		T decode(byte[] body);

	}

}
